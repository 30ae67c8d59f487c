"""La règle des mots de passe de la CNIL (délibération 2022-100)."""

from __future__ import annotations

import string
from typing import Any

from django.core.exceptions import ValidationError

LONGUEUR_QUATRE_CLASSES = 12
LONGUEUR_TROIS_CLASSES = 14
LONGUEUR_PHRASE = 20
_AIDE = (
    "Au moins 12 caractères avec minuscules, majuscules, chiffres et signes ; ou 14 caractères avec trois "
    "de ces quatre sortes ; ou une phrase d'au moins 20 caractères et cinq mots."
)


class RegleCnil:
    """80 bits d'entropie : 12 caractères de quatre sortes, 14 de trois sortes, ou une phrase de cinq mots."""

    def validate(self, password: str, user: Any = None) -> None:
        """Lève `ValidationError` (code `mot_de_passe_faible`) si le mot de passe n'atteint pas la règle."""
        longueur, classes = len(password), _classes(password)
        variete = len(set(password)) >= 8
        if variete and classes == 4 and longueur >= LONGUEUR_QUATRE_CLASSES:
            return
        if variete and classes == 3 and longueur >= LONGUEUR_TROIS_CLASSES:
            return
        if longueur >= LONGUEUR_PHRASE and len(set(password.lower().split())) >= 5:
            return
        raise ValidationError("Ce mot de passe est trop simple. " + _AIDE, code="mot_de_passe_faible")

    def get_help_text(self) -> str:
        return _AIDE


def _classes(texte: str) -> int:
    sortes = (
        any(lettre.islower() for lettre in texte),
        any(lettre.isupper() for lettre in texte),
        any(lettre in string.digits for lettre in texte),
        any(not lettre.isalnum() for lettre in texte),
    )
    return sum(sortes)

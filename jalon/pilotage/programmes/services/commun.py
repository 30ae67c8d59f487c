"""Ce que toutes les écritures d'un programme partagent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model

from jalon.pilotage.programmes.cloture import MESSAGE_CLOS
from jalon.pilotage.programmes.models import Exercice

Objet = TypeVar("Objet", bound=Model)


def enregistrer(objet: Objet) -> Objet:
    """Vérifie l'objet (champs et contraintes, messages en français) puis l'écrit. Lève `ValidationError`."""
    objet.full_clean()
    objet.save()
    return objet


def modifier(objet: Objet, champs: Mapping[str, Any], permis: frozenset[str]) -> Objet:
    """Change les champs donnés, s'ils sont permis.

    Lève `ValidationError` en nommant ceux qui ne le sont pas.
    """
    refuses = sorted(set(champs) - permis)
    if refuses:
        raise ValidationError(f"Ces champs ne se modifient pas ainsi : {', '.join(refuses)}.")
    for nom, valeur in champs.items():
        setattr(objet, nom, valeur)
    return enregistrer(objet)


def refuser_si_clos(exercice: Exercice) -> None:
    """Lève `ValidationError` si l'exercice est clos, d'après la base et non d'après l'objet en mémoire."""
    if Exercice.objects.filter(pk=exercice.pk, clos_le__isnull=False).exists():
        raise ValidationError(MESSAGE_CLOS)

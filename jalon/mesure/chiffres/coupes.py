"""Ce qu'une coupe peut valoir : une valeur inconnue se refuse, car elle ne compterait personne.

Zéro serait alors faux ; une valeur connue où il n'y a personne donne, elle, un vrai zéro.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from uuid import UUID

from jalon.mesure.indicateurs.declaration import ANCIENNETES, COUPES, TRANCHES_AGE
from jalon.parcours.orientation.enums import Voie
from jalon.parcours.personnes.enums import Regime
from jalon.socle.organisations.models import Organisation
from jalon.socle.territoire.models import Epci

FIXES: Mapping[str, tuple[str, ...]] = {
    "sexe": ("femme", "homme"),
    "age": (*TRANCHES_AGE, "inconnu"),
    "voie": tuple(Voie.values),
    "regime": tuple(Regime.values),
    "anciennete": (*(nom for nom, _ in ANCIENNETES), "un_an_et_plus"),
}
MOIS = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
SIREN = re.compile(r"[0-9]{9}")
VIDE = "rien, pour ceux où elle n'est pas renseignée"


def refus_de_coupe(coupe: Mapping[str, str | None]) -> str:
    """Pourquoi cette part ne se compte pas : l'axe ou la valeur inconnue, et ce qui est possible.

    Chaîne vide si tout est connu. Une valeur vide désigne ceux où l'axe n'est pas renseigné.
    """
    for axe, valeur in coupe.items():
        if axe not in COUPES:
            return f"Coupe inconnue : « {axe} ». Coupes possibles : {', '.join(COUPES)}."
        if valeur and not _connue(axe, valeur):
            return (
                f"Coupe « {axe} » : la valeur « {valeur[:80]} » est inconnue, il n'y a rien à compter. "
                f"Valeurs possibles : {_possibles(axe)}, ou {VIDE}."
            )
    return ""


def _connue(axe: str, valeur: str) -> bool:
    if axe in FIXES:
        return valeur in FIXES[axe]
    if axe == "mois":
        return MOIS.fullmatch(valeur) is not None
    if axe == "territoire":
        return bool(SIREN.fullmatch(valeur)) and Epci.objects.filter(pk=valeur).exists()
    try:
        return Organisation.objects.filter(pk=UUID(valeur)).exists()
    except ValueError:
        return False


def _possibles(axe: str) -> str:
    if axe in FIXES:
        return ", ".join(FIXES[axe])
    return {
        "mois": "un mois écrit 2025-03",
        "territoire": "le SIREN d'une intercommunalité, neuf chiffres",
    }.get(axe, "l'identifiant d'une structure, tel que la coupe par structure le donne")

"""Règle de parité : la contrepartie du département égale-t-elle sa base ?"""

from __future__ import annotations

from jalon.pilotage.finances.tableau import Case, LigneTableau
from jalon.pilotage.programmes.enums import BaseParite


def base_parite(base: str, ligne: LigneTableau) -> Case:
    """Le montant que la contrepartie doit égaler."""
    if base == BaseParite.RECETTES:
        return ligne.recettes
    if base == BaseParite.EXECUTE:
        return ligne.execute
    return ligne.participation


def parite_respectee(base: str, ligne: LigneTableau) -> bool | None:
    """Vrai si la contrepartie atteint sa base ; `None` si l'une des deux n'est pas connue en entier.

    Sur la base de l'exécuté compte la contrepartie exécutée, ou la prévue si elle n'est pas connue.
    """
    attendu = base_parite(base, ligne)
    apporte = ligne.contrepartie
    if base == BaseParite.EXECUTE and ligne.contrepartie_executee.montant is not None:
        apporte = ligne.contrepartie_executee
    if attendu.montant is None or apporte.montant is None or attendu.partiel or apporte.partiel:
        return None
    return apporte.montant >= attendu.montant

"""Écrire une valeur pour une personne : montant, chiffre, mention ; et les noms de qui a agi."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from jalon.mesure.chiffres.enums import Statut
from jalon.pilotage.bilans.tableaux import UNITES
from jalon.pilotage.controles.releve import Lieu
from jalon.pilotage.finances.enums import StatutMontant
from jalon.pilotage.finances.tableau import Case
from jalon.pilotage.programmes.models import Exercice
from jalon.socle.acces.models import Compte
from jalon.socle.montants import ecrire_montant, ecrire_nombre

VIDE = "non renseigné"


def ecrire_case(case: Case) -> str:
    """« 12 345,60 € », ou pourquoi il n'y a pas de montant."""
    return ecrire_statut(case.montant, case.statut)


def ecrire_statut(montant: Decimal | None, statut: str) -> str:
    """Un montant, ou le libellé de son statut."""
    if montant is not None:
        return ecrire_montant(montant)
    return StatutMontant(statut).label if statut in StatutMontant.values else VIDE


def ecrire_exercice(exercice: Exercice) -> str:
    """« Exercice 2022, du 01/01/2022 au 31/12/2022 »."""
    du, au = f"{exercice.debut_credits:%d/%m/%Y}", f"{exercice.fin_credits:%d/%m/%Y}"
    return f"Exercice {exercice.code}, du {du} au {au}"


def ecrire_chiffre(valeur: Decimal | None, decimales: int, unite: str, statut: str) -> str:
    """La valeur d'un indicateur avec son unité, ou le libellé de son statut."""
    if valeur is None:
        return Statut(statut).label
    texte = ecrire_nombre(valeur, decimales)
    symbole = UNITES.get(unite, "")  # type: ignore[call-overload]
    return f"{texte}\u00a0{symbole}" if symbole else texte


def ecrire_lieu(lieu: dict[str, Any] | None) -> str:
    """« tableau « … », ligne « … », colonne « … » », tel que les contrôles l'écrivent."""
    connu = lieu or {}
    ligne_fichier = connu.get("ligne_fichier")
    return str(
        Lieu(
            tableau=str(connu.get("tableau", "")),
            ligne=str(connu.get("ligne", "")),
            colonne=str(connu.get("colonne", "")),
            ligne_fichier=int(ligne_fichier) if ligne_fichier is not None else None,
        )
    )


def noms_des_comptes(cles: Iterable[str]) -> dict[str, str]:
    """Nom de chaque compte, par clé ; une clé inconnue n'y est pas."""
    valides = []
    for cle in cles:
        try:
            valides.append(UUID(cle))
        except ValueError:
            continue
    return {str(compte.pk): str(compte) for compte in Compte.objects.filter(pk__in=valides)}

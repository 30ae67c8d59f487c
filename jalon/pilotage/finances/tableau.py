"""Le tableau des crédits d'un exercice, tel que l'écran, le rapport et les contrôles le lisent.

Formes seulement : `selectors.tableau_credits` les remplit, tous les totaux y sont déduits des lignes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from jalon.pilotage.finances.enums import StatutMontant


@dataclass(frozen=True, slots=True)
class Case:
    """Un montant à montrer : sa valeur ou la raison de son absence, et l'adresse de sa provenance.

    `cible` : `credit:<uuid>`, `depense:<uuid>`, `contrepartie:<uuid>`… ou, pour un montant déduit,
    `derive:<exercice>:<portée>:<rôle>`. `partiel` : une ligne comptée n'est pas renseignée.
    """

    montant: Decimal | None
    statut: str = StatutMontant.RENSEIGNE
    cible: str = ""
    partiel: bool = False


VIDE = Case(None, StatutMontant.NON_RENSEIGNE)


@dataclass(frozen=True, slots=True)
class Suite:
    """Décision prise sur un solde."""

    suite: str
    libelle: str
    montant: Decimal


@dataclass(slots=True)
class LigneTableau:
    """Une ligne : action, sous-total ou total. Rôles des montants : ceux de `releve.Role`."""

    genre: str
    titre: str
    numero: str = ""
    action_id: str = ""
    place_id: str = ""
    etat: str = "non_lu"
    etat_libelle: str = ""
    contrepartie: Case = VIDE
    contrepartie_executee: Case = VIDE
    libelle_contrepartie: str = ""
    report_entrant: Case = VIDE
    annee_origine: int | None = None
    participation: Case = VIDE
    recettes: Case = VIDE
    nature_depenses: str = ""
    execute: Case = VIDE
    solde: Case = VIDE
    suites: list[Suite] = field(default_factory=list)
    a_decider: Decimal | None = None
    part_executee: Decimal | None = None
    parite_respectee: bool | None = None
    manques: list[str] = field(default_factory=list)


@dataclass(slots=True)
class GroupeTableau:
    """Un axe (ou deux que le rapport réunit) : ses lignes et son sous-total, s'il y a plus d'une ligne."""

    titre: str
    lignes: list[LigneTableau] = field(default_factory=list)
    sous_total: LigneTableau | None = None
    ensemble: str = ""


@dataclass(slots=True)
class TableauCredits:
    """Le tableau entier. `sous_ensembles`.

    Sous-totaux de plusieurs groupes (mesures socles, initiatives).
    """

    groupes: list[GroupeTableau] = field(default_factory=list)
    sous_ensembles: dict[str, LigneTableau] = field(default_factory=dict)
    total: LigneTableau | None = None
    date_arret: str = ""

    def lignes(self) -> list[LigneTableau]:
        """Les lignes d'action, dans l'ordre du programme."""
        return [ligne for groupe in self.groupes for ligne in groupe.lignes]

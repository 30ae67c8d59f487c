"""Réunir des montants sans confondre vide, zéro, en attente et sans objet.

Charger l'argent d'un exercice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from jalon.pilotage.finances.enums import Financeur, NatureCredit, StatutMontant
from jalon.pilotage.finances.models import AffectationSolde, Contrepartie, Credit, Depense
from jalon.pilotage.finances.tableau import VIDE, Case
from jalon.pilotage.programmes.models import Exercice, Programme

INCOMPLETS = frozenset({StatutMontant.NON_RENSEIGNE, StatutMontant.EN_ATTENTE, StatutMontant.INCONNU})
"""Statuts d'un montant attendu qui manque : la somme qui le contient est partielle."""


@dataclass(slots=True)
class ArgentAction:
    """Tous les montants d'une action pour un exercice."""

    credits: list[Credit] = field(default_factory=list)
    depenses: list[Depense] = field(default_factory=list)
    contreparties: list[Contrepartie] = field(default_factory=list)
    suites: list[AffectationSolde] = field(default_factory=list)

    def credits_etat(self, nature: str) -> list[Credit]:
        return [c for c in self.credits if c.financeur == Financeur.ETAT and c.nature == nature]

    @property
    def reports_entrants(self) -> list[Credit]:
        return self.credits_etat(NatureCredit.REPORT_ENTRANT)

    @property
    def participations(self) -> list[Credit]:
        return self.credits_etat(NatureCredit.PREVU)

    def executes(self, etape: str, financeur: str = Financeur.ETAT) -> list[Depense]:
        """Dépenses d'un financeur à l'étape que le modèle appelle « exécuté »."""
        return [d for d in self.depenses if d.financeur == financeur and d.etape == etape]


def argent_par_action(
    programme: Programme, exercice: Exercice, actions: Sequence[UUID] | None = None
) -> dict[UUID, ArgentAction]:
    """L'argent de chaque action en quatre requêtes, quel que soit leur nombre."""
    par_action: dict[UUID, ArgentAction] = defaultdict(ArgentAction)
    filtre: dict[str, object] = {"exercice": exercice}
    if actions is not None:
        filtre["action_id__in"] = list(actions)
    for credit in (
        Credit.objects.filter(**filtre).select_related("organisation").order_by("annee_origine", "id")
    ):
        par_action[credit.action_id].credits.append(credit)
    depenses = Depense.objects.filter(**filtre).select_related("operateur", "beneficiaire")
    for depense in depenses.order_by("saisi_le", "id"):
        par_action[depense.action_id].depenses.append(depense)
    for contrepartie in Contrepartie.objects.filter(**filtre).order_by("saisi_le", "id"):
        par_action[contrepartie.action_id].contreparties.append(contrepartie)
    for suite in AffectationSolde.objects.filter(**filtre).order_by("decide_le", "id"):
        par_action[suite.action_id].suites.append(suite)
    return par_action


def case_de(objet: Credit | Depense | Contrepartie, *, execute: bool = False) -> Case:
    """La case d'un montant ; `execute` lit la part exécutée d'une contrepartie."""
    cible = f"{type(objet).__name__.lower()}:{objet.pk}"
    if execute and isinstance(objet, Contrepartie):
        return Case(objet.execute, objet.statut_execute, cible)
    return Case(objet.montant, objet.statut, cible)


def reunir(cases: Iterable[Case], cible: str) -> Case:
    """Somme de cases du même rôle. Une seule case reste elle-même, sans case le résultat est vide.

    `partiel` : une case attendue n'a pas de montant. « Sans objet » ne manque pas.
    """
    liste = list(cases)
    if not liste:
        return VIDE
    if len(liste) == 1:
        return liste[0]
    connus = [case.montant for case in liste if case.montant is not None]
    partiel = any(case.partiel or case.statut in INCOMPLETS for case in liste)
    if not connus:
        statuts = {case.statut for case in liste}
        statut = statuts.pop() if len(statuts) == 1 else StatutMontant.NON_RENSEIGNE
        return Case(None, statut, cible, partiel)
    return Case(sum(connus, Decimal(0)), StatutMontant.RENSEIGNE, cible, partiel)


def total_de(cases: Sequence[Case], cible: str) -> Case:
    """Total d'une colonne : une case attendue vide le rend partiel ; il porte toujours sa propre adresse."""
    if not cases:
        return VIDE
    somme = reunir(cases, cible)
    partiel = any(case.partiel or case.statut in INCOMPLETS for case in cases)
    return Case(somme.montant, somme.statut, cible, partiel)


def recettes_de(report: Case, participation: Case, cible: str) -> Case:
    """Recettes = report entrant + participation.

    Une case vide n'y manque pas (pas de report, pas de participation cette année) ; « en attente » et
    « inconnu » rendent le résultat partiel. Deux cases sans montant ne font pas zéro.
    """
    connus = [case.montant for case in (report, participation) if case.montant is not None]
    attendus = {StatutMontant.EN_ATTENTE, StatutMontant.INCONNU}
    partiel = any(case.partiel or case.statut in attendus for case in (report, participation))
    if not connus:
        statut = participation.statut if participation is not VIDE else report.statut
        return Case(None, statut, cible if partiel else "", partiel)
    return Case(sum(connus, Decimal(0)), StatutMontant.RENSEIGNE, cible, partiel)


def solde_de(recettes: Case, execute: Case, cible: str) -> Case:
    """Solde = recettes − exécuté ; sans exécuté renseigné il n'y a pas de solde, et ce n'est pas zéro.

    Un exécuté « sans objet » laisse toutes les recettes.
    """
    if recettes.montant is None:
        return VIDE
    if execute.statut == StatutMontant.SANS_OBJET:
        return Case(recettes.montant, StatutMontant.RENSEIGNE, cible, recettes.partiel)
    if execute.montant is None:
        return Case(None, execute.statut, cible, partiel=True)
    partiel = recettes.partiel or execute.partiel
    return Case(recettes.montant - execute.montant, StatutMontant.RENSEIGNE, cible, partiel)

"""Quelles cases imprimées une saisie contredit : comparer chaque mention à ce que la base dit maintenant."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal
from uuid import UUID

from jalon.pilotage.bilans.budget import budget_affiche
from jalon.pilotage.bilans.fiche import BudgetAffiche
from jalon.pilotage.controles.models import Mention
from jalon.pilotage.controles.releve import Role
from jalon.pilotage.finances.agregats import ArgentAction, argent_par_action
from jalon.pilotage.finances.enums import NatureCredit
from jalon.pilotage.finances.models import Contrepartie, Credit, Depense
from jalon.pilotage.finances.selectors import ligne_action
from jalon.pilotage.finances.tableau import Case, LigneTableau
from jalon.pilotage.programmes.models import Exercice
from jalon.pilotage.programmes.selectors import places_de

COLONNES = {
    Role.VALORISATION: "contrepartie",
    Role.REPORT_ENTRANT: "report_entrant",
    Role.PARTICIPATION: "participation",
    Role.RECETTES: "recettes",
    Role.EXECUTE: "execute",
    Role.REPORT_SORTANT: "solde",
}
"""Rôle imprimé → attribut de `LigneTableau`."""
PREVU = {
    "total": "global_prevu",
    "etat": "etat_prevu",
    "departement": "departement_prevu",
    "dont_reports": "report_entrant",
    "dont_reports_total": "report_entrant",
}
EXECUTE = {
    "total": "global_execute",
    "etat": "etat_execute",
    "departement": "departement_execute",
    "report_sortant": "solde",
}
"""Case du budget d'une fiche → attribut de `BudgetAffiche`."""
TOUCHES = {
    "participation": {"participation", "recettes", "solde", "etat_prevu", "global_prevu"},
    "report_entrant": {"report_entrant", "recettes", "solde", "etat_prevu", "global_prevu"},
    "depense": {"execute", "solde", "etat_execute", "global_execute"},
    "contrepartie": {
        "contrepartie",
        "departement_prevu",
        "global_prevu",
        "departement_execute",
        "global_execute",
    },
}
"""Ce que change la saisie d'un crédit (selon sa nature), d'une dépense ou d'une contrepartie."""


def montants_touches(objet: Credit | Depense | Contrepartie) -> set[str]:
    """Les montants que la saisie de cet objet change."""
    if isinstance(objet, Credit):
        nature = "report_entrant" if objet.nature == NatureCredit.REPORT_ENTRANT else "participation"
        return TOUCHES[nature]
    return TOUCHES["depense" if isinstance(objet, Depense) else "contrepartie"]


def mentions_contredites(exercice: Exercice, action_id: UUID, montants: Collection[str]) -> list[Mention]:
    """Mentions de l'action, et des totaux qui la couvrent, dont la base dit maintenant autre chose."""
    lignes, budget = _base(exercice, action_id)
    mentions = Mention.objects.filter(
        exercice=exercice, ecartee_le__isnull=True, nombre__isnull=False
    ).order_by("ordre", "id")
    contredites = []
    for mention in mentions:
        if mention.action_id == action_id:
            attribut, valeur = _case_action(mention, lignes.get(action_id), budget)
        elif mention.action_id is None and str(action_id) in mention.details.get("actions", ()):
            attribut, valeur = _case_total(mention, lignes)
        else:
            continue
        if attribut in montants and valeur is not None and valeur != mention.nombre:
            contredites.append(mention)
    return contredites


def _base(exercice: Exercice, action_id: UUID) -> tuple[dict[UUID, LigneTableau], BudgetAffiche | None]:
    programme = exercice.programme
    argent = argent_par_action(programme, exercice)
    lignes = {
        place.action_id: ligne_action(place, exercice, argent.get(place.action_id), {})
        for place in places_de(programme, exercice, toutes=True)
    }
    ligne = lignes.get(action_id)
    if ligne is None:
        return lignes, None
    budget = budget_affiche(
        ligne, argent.get(action_id, ArgentAction()), exercice.pk, programme.modele.sens_execute
    )
    return lignes, budget


def _case_action(
    mention: Mention, ligne: LigneTableau | None, budget: BudgetAffiche | None
) -> tuple[str, Decimal | None]:
    if mention.tableau == "credits" and mention.cle == "ligne" and mention.role in COLONNES:
        attribut = COLONNES[Role(mention.role)]
        return attribut, _montant(ligne, attribut)
    cases = {"fiche_prevu": PREVU, "fiche_execute": EXECUTE}.get(mention.tableau, {})
    attribut = cases.get(mention.cle, "")
    return attribut, _montant(budget, attribut)


def _case_total(mention: Mention, lignes: dict[UUID, LigneTableau]) -> tuple[str, Decimal | None]:
    if mention.tableau != "credits" or mention.role not in COLONNES:
        return "", None
    attribut = COLONNES[Role(mention.role)]
    couvertes = [lignes[UUID(cle)] for cle in mention.details["actions"] if UUID(cle) in lignes]
    return attribut, somme_connue(getattr(ligne, attribut) for ligne in couvertes)


def somme_connue(cases: Iterable[Case]) -> Decimal | None:
    """Somme des montants connus ; `None` s'il n'y en a aucun."""
    montants = [case.montant for case in cases if case.montant is not None]
    return sum(montants, Decimal(0)) if montants else None


def _montant(objet: LigneTableau | BudgetAffiche | None, attribut: str) -> Decimal | None:
    if objet is None or not attribut:
        return None
    case: Case = getattr(objet, attribut)
    return case.montant

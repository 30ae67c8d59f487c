"""Le budget d'une fiche : la même source que le tableau des crédits, donc les mêmes montants."""

from __future__ import annotations

from jalon.pilotage.bilans.fiche import BudgetAffiche
from jalon.pilotage.finances.agregats import ArgentAction, case_de, reunir
from jalon.pilotage.finances.enums import Financeur
from jalon.pilotage.finances.tableau import VIDE, Case, LigneTableau


def budget_affiche(
    ligne: LigneTableau, argent: ArgentAction, exercice_id: object, sens_execute: str
) -> BudgetAffiche:
    """Le budget prévu et exécuté d'une action, d'après sa ligne du tableau des crédits."""
    adresse = f"derive:{exercice_id}:{ligne.action_id}"
    return BudgetAffiche(
        participation=ligne.participation,
        report_entrant=ligne.report_entrant,
        etat_prevu=ligne.recettes,
        departement_prevu=ligne.contrepartie,
        global_prevu=_ensemble(ligne.recettes, ligne.contrepartie, f"{adresse}:global_prevu"),
        etat_execute=ligne.execute,
        departement_execute=ligne.contrepartie_executee,
        global_execute=_ensemble(ligne.execute, ligne.contrepartie_executee, f"{adresse}:global_execute"),
        solde=ligne.solde,
        libelle_etat=ligne.nature_depenses,
        libelle_departement=ligne.libelle_contrepartie,
        operateurs=[
            (str(depense.operateur), case_de(depense))
            for depense in argent.executes(sens_execute)
            if depense.operateur is not None
        ],
        tiers=_tiers(argent),
    )


def _ensemble(etat: Case, departement: Case, cible: str) -> Case:
    """Budget global : parts de l'État et du département ; une part jamais saisie n'y compte pas."""
    parts = [case for case in (etat, departement) if case is not VIDE]
    somme = reunir(parts, cible)
    return somme if len(parts) != 1 else Case(somme.montant, somme.statut, cible, somme.partiel)


def _tiers(argent: ArgentAction) -> list[str]:
    """Financeurs autres que l'État et le département, montant connu ou non."""
    return [
        str(credit.organisation or credit.get_financeur_display())
        for credit in argent.credits
        if credit.financeur == Financeur.TIERS
    ]

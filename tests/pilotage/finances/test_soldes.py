"""Ce que devient un solde : décisions, reports d'un exercice à l'autre, exercice clos."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from jalon.pilotage.finances.enums import SuiteSolde
from jalon.pilotage.finances.models import AffectationSolde, Credit
from jalon.pilotage.finances.reports import ouvrir_exercice
from jalon.pilotage.finances.selectors import solde_action, tableau_credits
from jalon.pilotage.finances.services import (
    annuler_decision,
    corriger_montant,
    decider_solde,
    saisir_contrepartie,
    saisir_credit,
    saisir_depense,
)
from jalon.pilotage.programmes.services import cloturer_exercice, creer_exercice, rouvrir_exercice
from jalon.socle.acces.enums import Role
from tests.fabriques import (
    CreditFabrique,
    DepenseFabrique,
    ExerciceFabrique,
    PieceFabrique,
    PlaceFabrique,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def exercice():
    return ExerciceFabrique(annee=2022)


@pytest.fixture
def action(exercice):
    return PlaceFabrique(programme=exercice.programme, numero="5.1").action


def garnir(action, exercice, *, report="189380", participation="130000", execute="66000"):
    if report is not None:
        CreditFabrique(action=action, exercice=exercice, report=True, montant=Decimal(report))
    CreditFabrique(action=action, exercice=exercice, montant=Decimal(participation))
    if execute is not None:
        DepenseFabrique(action=action, exercice=exercice, montant=Decimal(execute))


def decider(action, exercice, acteur, montant, suite=SuiteSolde.REPORT, **champs):
    return decider_solde(
        action=action,
        exercice=exercice,
        suite=suite,
        montant=Decimal(montant),
        decide_le=date(2023, 6, 30),
        acteur=acteur,
        **champs,
    )


def lignes(exercice):
    return {ligne.numero: ligne for ligne in tableau_credits(exercice.programme, exercice).lignes()}


def test_un_report_sortant_est_credits_moins_depenses(action, exercice):
    garnir(action, exercice)
    ligne = lignes(exercice)["5.1"]
    assert ligne.recettes.montant == Decimal("319380.00")
    assert ligne.solde.montant == Decimal("253380.00")
    assert ligne.a_decider == Decimal("253380.00")


def test_un_report_entrant_est_le_report_decide_l_annee_d_avant(action, exercice, systeme):
    garnir(action, exercice)
    decider(action, exercice, systeme, "200000")
    suivant = ouvrir_exercice(programme=exercice.programme, code="2023", acteur=systeme)
    assert lignes(suivant)["5.1"].report_entrant.montant == Decimal("200000.00")


def test_un_solde_non_decide_n_est_pas_un_report(action, exercice, systeme):
    garnir(action, exercice)
    decider(action, exercice, systeme, "100000", suite=SuiteSolde.REVERSEMENT)
    suivant = ouvrir_exercice(programme=exercice.programme, code="2023", acteur=systeme)
    assert lignes(suivant)["5.1"].report_entrant.montant is None


def test_un_report_garde_l_annee_d_origine_de_l_argent(action, exercice, systeme):
    garnir(action, exercice)
    decider(action, exercice, systeme, "253380")
    suivant = ouvrir_exercice(programme=exercice.programme, code="2023", acteur=systeme)
    credits = Credit.objects.filter(exercice=suivant).order_by("annee_origine")
    assert [(c.annee_origine, c.montant) for c in credits] == [
        (2021, Decimal("123380.00")),
        (2022, Decimal("130000.00")),
    ]


def test_un_redeploiement_arrive_sur_l_action_designee(action, exercice, systeme):
    garnir(action, exercice)
    cible = PlaceFabrique(programme=exercice.programme, numero="5.2").action
    decider(action, exercice, systeme, "1000", suite=SuiteSolde.REDEPLOIEMENT, action_cible=cible)
    suivant = ouvrir_exercice(programme=exercice.programme, code="2023", acteur=systeme)
    assert lignes(suivant)["5.2"].report_entrant.montant == Decimal("1000.00")
    assert lignes(suivant)["5.1"].report_entrant.montant is None


def test_ouvrir_deux_fois_un_exercice_n_ajoute_que_les_decisions_nouvelles(action, exercice, systeme):
    garnir(action, exercice)
    decider(action, exercice, systeme, "1000")
    for _ in range(2):
        suivant = ouvrir_exercice(programme=exercice.programme, code="2023", acteur=systeme)
    decider(action, exercice, systeme, "500")
    ouvrir_exercice(programme=exercice.programme, code="2023", acteur=systeme)
    assert lignes(suivant)["5.1"].report_entrant.montant == Decimal("1500.00")


def test_une_decision_qui_depasse_le_solde_est_refusee(action, exercice, systeme):
    garnir(action, exercice, report=None, participation="100", execute="40")
    decider(action, exercice, systeme, "50")
    with pytest.raises(ValidationError, match="Il reste 10,00") as refus:
        decider(action, exercice, systeme, "10.01")
    assert "montant" in refus.value.message_dict
    assert AffectationSolde.objects.count() == 1


def test_on_ne_decide_pas_d_un_solde_inconnu(action, exercice, systeme):
    garnir(action, exercice, execute=None)
    with pytest.raises(ValidationError, match="renseignez d'abord l'exécuté"):
        decider(action, exercice, systeme, "1")


def test_une_depense_ne_mange_pas_un_solde_deja_decide(action, exercice, systeme):
    garnir(action, exercice, report=None, participation="100", execute="40")
    decider(action, exercice, systeme, "60")
    with pytest.raises(ValidationError, match="déjà décidée"):
        saisir_depense(action=action, exercice=exercice, montant=Decimal("0.01"), acteur=systeme)
    assert solde_action(action, exercice).montant == Decimal("60.00")


def test_une_decision_deja_reportee_ne_s_annule_pas(action, exercice, systeme):
    garnir(action, exercice)
    libre, portee = decider(action, exercice, systeme, "10"), None
    annuler_decision(affectation=libre, acteur=systeme)
    portee = decider(action, exercice, systeme, "20")
    ouvrir_exercice(programme=exercice.programme, code="2023", acteur=systeme)
    with pytest.raises(ValidationError, match="retirez-le d'abord"):
        annuler_decision(affectation=portee, acteur=systeme)


def test_un_redeploiement_dit_sa_cible_et_lui_seul(action, exercice, systeme):
    garnir(action, exercice)
    with pytest.raises(ValidationError, match="quelle action reçoit"):
        decider(action, exercice, systeme, "1", suite=SuiteSolde.REDEPLOIEMENT)
    with pytest.raises(ValidationError, match="elle-même"):
        decider(action, exercice, systeme, "1", suite=SuiteSolde.REDEPLOIEMENT, action_cible=action)
    ailleurs = PlaceFabrique().action
    with pytest.raises(ValidationError, match="autre programme"):
        decider(action, exercice, systeme, "1", suite=SuiteSolde.REDEPLOIEMENT, action_cible=ailleurs)


def test_un_execute_vide_n_est_pas_zero(action, exercice):
    garnir(action, exercice, execute=None)
    autre = PlaceFabrique(programme=exercice.programme, numero="5.2", axe=action.places.get().axe).action
    garnir(autre, exercice, report=None, participation="100", execute="0")
    tableau = tableau_credits(exercice.programme, exercice)
    vide, zero = tableau.lignes()
    assert vide.execute.montant is None and vide.solde.montant is None
    assert zero.execute.montant == 0 and zero.solde.montant == 100
    assert vide.manques == ["exécuté non renseigné"]
    assert tableau.total.execute.partiel and tableau.total.execute.montant == 0
    assert not tableau.total.recettes.partiel


def test_saisir_deux_fois_le_meme_credit_le_corrige(action, exercice, systeme):
    for montant in ("10", "12.50"):
        saisir_credit(action=action, exercice=exercice, montant=Decimal(montant), acteur=systeme)
    assert Credit.objects.get(action=action).montant == Decimal("12.50")


def test_un_montant_et_son_statut_se_contredisent(action, exercice, systeme):
    with pytest.raises(ValidationError, match="se contredisent"):
        saisir_credit(
            action=action, exercice=exercice, montant=Decimal(1), statut="sans_objet", acteur=systeme
        )
    credit = saisir_credit(action=action, exercice=exercice, statut="en_attente", acteur=systeme)
    assert credit.montant is None


def test_une_contrepartie_ne_se_valorise_qu_une_fois(action, exercice, systeme):
    preuve = PieceFabrique()
    saisie = {"exercice": exercice, "montant": Decimal(5), "preuve": preuve, "acteur": systeme}
    saisir_contrepartie(action=action, libelle="FSL", **saisie)
    autre = PlaceFabrique(programme=exercice.programme).action
    with pytest.raises(ValidationError, match="sert déjà une autre contrepartie"):
        saisir_contrepartie(action=autre, libelle="FSL", **saisie)


def test_corriger_oublie_la_place_du_document_mais_pas_l_histoire(action, exercice, systeme):
    credit = CreditFabrique(
        action=action, exercice=exercice, piece=PieceFabrique(), lieu={"tableau": "Crédits"}
    )
    corriger_montant(objet=credit, montant=Decimal("1.20"), acteur=systeme)
    credit.refresh_from_db()
    assert (credit.montant, credit.piece, credit.lieu, credit.saisi_par) == (
        Decimal("1.20"),
        None,
        None,
        systeme,
    )
    evenements = credit.events.order_by("pgh_id")
    assert [e.montant for e in evenements] == [Decimal("1000.00"), Decimal("1.20")]
    assert evenements[1].pgh_context.metadata["verbe"] == "corriger_montant"


def test_un_exercice_clos_refuse_l_ecriture_jusque_dans_la_base(action, exercice, systeme):
    credit = CreditFabrique(action=action, exercice=exercice)
    cloturer_exercice(exercice=exercice, acteur=systeme)
    with pytest.raises(ValidationError, match="clos"):
        saisir_credit(action=action, exercice=exercice, montant=Decimal(1), acteur=systeme)
    with pytest.raises(IntegrityError, match="clos"), transaction.atomic():
        Credit.objects.filter(pk=credit.pk).update(montant=1)
    with pytest.raises(IntegrityError, match="clos"), transaction.atomic():
        credit.delete()
    rouvrir_exercice(exercice=exercice, acteur=systeme)
    assert saisir_credit(action=action, exercice=exercice, montant=Decimal(1), acteur=systeme)


def test_deux_exercices_ne_se_chevauchent_pas(exercice, systeme):
    with pytest.raises(ValidationError, match="chevauche l'exercice 2022"):
        creer_exercice(
            programme=exercice.programme,
            code="2022-2023",
            debut_credits=date(2022, 7, 1),
            fin_credits=date(2023, 6, 30),
            acteur=systeme,
        )


def test_un_elu_ne_saisit_pas_d_argent(action, exercice, creer_compte):
    with pytest.raises(PermissionDenied):
        saisir_credit(
            action=action,
            exercice=exercice,
            montant=Decimal(1),
            acteur=creer_compte(Role.ELU, departement="00"),
        )

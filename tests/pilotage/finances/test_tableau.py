"""Le tableau des crédits : ce qui s'y déduit, ce qui y manque, et en combien de requêtes."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jalon.pilotage.bilans.selectors import annexes, fiches_completes, tableau_avancement
from jalon.pilotage.controles.depuis_base import releve_programme
from jalon.pilotage.finances.selectors import synthese, tableau_credits
from jalon.pilotage.programmes.selectors import exercice_par_code
from tests.fabriques import (
    AxeFabrique,
    ContrepartieFabrique,
    CreditFabrique,
    DepenseFabrique,
    ExerciceFabrique,
    PlaceFabrique,
    programme_garni,
)

pytestmark = pytest.mark.django_db


def recharger(exercice):
    return exercice_par_code(exercice.programme, exercice.code)


def test_le_tableau_deduit_recettes_solde_et_totaux():
    exercice = programme_garni(6)
    tableau = tableau_credits(exercice.programme, exercice)
    ligne = tableau.lignes()[0]
    assert ligne.recettes.montant == Decimal("1250.50")
    assert ligne.solde.montant == Decimal("350.25")
    assert tableau.total.recettes.montant == Decimal("7503.00")
    assert tableau.total.solde.montant == Decimal("2101.50")
    assert tableau.total.parite_respectee is True
    assert synthese(exercice.programme, exercice).a_decider == Decimal("2101.50")


@pytest.mark.parametrize(
    "lecture", [tableau_credits, fiches_completes, tableau_avancement, annexes, releve_programme]
)
def test_une_lecture_fait_autant_de_requetes_pour_trois_que_pour_trente_actions(lecture):
    comptes = []
    for actions in (3, 30):
        exercice = recharger(programme_garni(actions))
        with CaptureQueriesContext(connection) as requetes:
            lecture(exercice.programme, exercice)
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1]
    assert comptes[1] < 20 or lecture is releve_programme and comptes[1] < 30


def place_dotee(exercice, axe, participation, contrepartie=None, **champs):
    place = PlaceFabrique(programme=exercice.programme, axe=axe, **champs)
    argent = {"action": place.action, "exercice": exercice}
    CreditFabrique(**argent, montant=Decimal(participation))
    DepenseFabrique(**argent, montant=Decimal(participation))
    if contrepartie is not None:
        ContrepartieFabrique(**argent, montant=Decimal(contrepartie))
    return place


def test_deux_axes_d_un_meme_groupe_ont_un_seul_sous_total():
    exercice = ExerciceFabrique()
    axes = [
        AxeFabrique(
            programme=exercice.programme, groupe="4.5. Insertion", ensemble="Mesures socles", ordre=1
        ),
        AxeFabrique(
            programme=exercice.programme, groupe="4.5. Insertion", ensemble="Mesures socles", ordre=2
        ),
        AxeFabrique(programme=exercice.programme, titre="Initiatives", ensemble="Initiatives", ordre=3),
    ]
    for axe, participation in zip(axes, ("10.10", "20.20", "5"), strict=True):
        place_dotee(exercice, axe, participation)
    tableau = tableau_credits(exercice.programme, exercice)
    assert [(g.titre, len(g.lignes)) for g in tableau.groupes] == [("4.5. Insertion", 2), ("Initiatives", 1)]
    assert tableau.groupes[0].sous_total.participation.montant == Decimal("30.30")
    assert tableau.groupes[1].sous_total is None
    assert {nom: li.recettes.montant for nom, li in tableau.sous_ensembles.items()} == {
        "Mesures socles": Decimal("30.30"),
        "Initiatives": Decimal("5.00"),
    }
    assert tableau.total.recettes.cible == f"derive:{exercice.pk}:total:recettes"


@pytest.mark.parametrize(
    ("niveau", "lignes", "total"),
    [("convention", [None, None], True), ("action", [False, True], True), ("aucun", [None, None], None)],
)
def test_la_parite_se_juge_a_son_niveau(niveau, lignes, total):
    exercice = ExerciceFabrique(programme__parite_niveau=niveau)
    axe = AxeFabrique(programme=exercice.programme)
    place_dotee(exercice, axe, "100", contrepartie="50", ordre=1)
    place_dotee(exercice, axe, "100", contrepartie="150", ordre=2)
    tableau = tableau_credits(exercice.programme, exercice)
    assert [ligne.parite_respectee for ligne in tableau.lignes()] == lignes
    assert tableau.total.parite_respectee is total


def test_un_exercice_vide_n_a_ni_ligne_ni_total():
    exercice = ExerciceFabrique()
    assert tableau_credits(exercice.programme, exercice).total is None
    assert synthese(exercice.programme, exercice).recettes.montant is None


def test_l_execute_est_celui_que_le_modele_designe():
    exercice = ExerciceFabrique()
    place = PlaceFabrique(programme=exercice.programme)
    for etape, montant in (("engage", 100), ("paye", 60), ("justifie", 40)):
        DepenseFabrique(action=place.action, exercice=exercice, etape=etape, montant=Decimal(montant))
    DepenseFabrique(action=place.action, exercice=exercice, financeur="departement", montant=Decimal(7))
    (ligne,) = tableau_credits(exercice.programme, exercice).lignes()
    assert ligne.execute.montant == 60

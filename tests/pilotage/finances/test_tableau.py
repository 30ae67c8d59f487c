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
from tests.fabriques import programme_garni

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
        with CaptureQueriesContext(
            connection,
        ) as requetes:
            lecture(exercice.programme, exercice)
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1]
    assert comptes[1] < 20 or lecture is releve_programme and comptes[1] < 30

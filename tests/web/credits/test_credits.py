"""Le tableau des crédits : lire, corriger une case en place, décider d'un solde et revenir dessus."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jalon.pilotage.finances.models import AffectationSolde, Credit
from jalon.socle.acces.enums import Role
from tests.fabriques import programme_garni
from tests.web.conftest import Monde

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true"}


def le_credit(monde: Monde) -> Credit:
    credit = Credit.objects.filter(action=monde.place.action, nature="prevu").first()
    assert credit is not None
    return credit


def adresse_montant(monde: Monde, credit: Credit) -> str:
    return reverse("montant", kwargs=monde.periode(genre="credit", cle=credit.pk))


def test_le_tableau_deduit_ses_totaux(connecte, monde):
    with connecte(Role.ETAT) as client:
        html = client.get(reverse("credits", kwargs=monde.periode())).content.decode()
    pied = html.split("<tfoot>")[1]
    assert "2\u00a0501,00\u00a0€" in pied
    assert "1\u00a0800,50\u00a0€" in pied
    assert "modifier" not in html


def test_une_case_se_corrige_et_le_dit(connecte, monde):
    credit = le_credit(monde)
    adresse = adresse_montant(monde, credit)
    with connecte(Role.CHARGEE_MISSION) as client:
        assert adresse in client.get(reverse("credits", kwargs=monde.periode())).content.decode()
        reponse = client.post(adresse, {"montant": "1 234,50", "statut": "renseigne"}, follow=True)
        html = reponse.content.decode()
        assert re.search(r"enregistré à \d\d\u00a0h\u00a0\d\d", html)
        assert "1\u00a0234,50\u00a0€" in html
        encore = client.get(reverse("credits", kwargs=monde.periode())).content.decode()
        assert "enregistré à" not in encore
    credit.refresh_from_db()
    assert credit.montant == Decimal("1234.50")


def test_htmx_recoit_le_formulaire_seul(connecte, monde):
    adresse = adresse_montant(monde, le_credit(monde))
    with connecte(Role.CHARGEE_MISSION) as client:
        html = client.get(adresse, **HTMX).content.decode()
    assert html.lstrip().startswith("<form")
    assert 'hx-select="#tableau-credits"' in html


def test_un_refus_revient_rempli_avec_l_erreur_au_champ(connecte, monde):
    credit = le_credit(monde)
    with connecte(Role.CHARGEE_MISSION) as client:
        reponse = client.post(
            adresse_montant(monde, credit), {"montant": "douze", "statut": "renseigne"}, **HTMX
        )
    assert reponse.status_code == 422
    assert reponse["HX-Retarget"] == f"#saisie-{credit.pk}"
    html = reponse.content.decode()
    assert 'value="douze"' in html
    assert "pas un nombre" in html
    credit.refresh_from_db()
    assert credit.montant == Decimal("1000.00")


@pytest.mark.parametrize(
    ("montant", "statut", "attendu"),
    [("0", "renseigne", Decimal(0)), ("", "en_attente", None), ("", "sans_objet", None)],
)
def test_zero_vide_et_sans_objet_sont_trois_choses(connecte, monde, montant, statut, attendu):
    credit = le_credit(monde)
    with connecte(Role.CHARGEE_MISSION) as client:
        reponse = client.post(adresse_montant(monde, credit), {"montant": montant, "statut": statut})
        assert reponse.status_code == 302
    credit.refresh_from_db()
    assert (credit.montant, credit.statut) == (attendu, statut)


@pytest.mark.parametrize("role", [Role.PILOTE, Role.ELU, Role.ETAT, Role.DIRECTION])
def test_seule_la_mission_corrige_un_credit(connecte, monde, role):
    adresse = adresse_montant(monde, le_credit(monde))
    with connecte(role) as client:
        assert client.get(adresse).status_code == 403


def test_un_montant_d_un_autre_exercice_n_existe_pas_ici(connecte, compte, monde):
    autre = programme_garni(1)
    credit = Credit.objects.filter(exercice=autre).first()
    assert credit is not None
    with connecte(Role.CHARGEE_MISSION) as client:
        assert client.get(adresse_montant(monde, credit)).status_code == 404


def decision(**suite: str) -> dict[str, str]:
    return {"suite": "report", "montant": "350,25", "decide_le": "2023-06-30", "motif": "essai"} | suite


def test_le_solde_se_decide_puis_s_annule(connecte, monde):
    adresse = reverse("solde", kwargs=monde.adresse())
    with connecte(Role.CHARGEE_MISSION) as client:
        assert "350,25\u00a0€" in client.get(adresse).content.decode()
        assert client.post(adresse, decision()).status_code == 302
        affectation = AffectationSolde.objects.get(action=monde.place.action)
        assert affectation.montant == Decimal("350.25")
        annuler = reverse("solde_annuler", kwargs=monde.periode(decision=affectation.pk))
        assert client.post(annuler).status_code == 302
    assert not AffectationSolde.objects.filter(action=monde.place.action).exists()


@pytest.mark.parametrize(
    "suite",
    [
        {"montant": "350,26"},
        {"montant": "0"},
        {"montant": "-5"},
        {"suite": "redeploiement"},
        {"suite": "autre"},
    ],
)
def test_on_ne_decide_pas_n_importe_quoi(connecte, monde, suite):
    with connecte(Role.CHARGEE_MISSION) as client:
        reponse = client.post(reverse("solde", kwargs=monde.adresse()), decision(**suite))
    assert reponse.status_code in (200, 422)
    assert "erreur" in reponse.content.decode()
    assert not AffectationSolde.objects.filter(action=monde.place.action).exists()


def test_un_double_envoi_ne_decide_qu_une_fois(connecte, monde):
    adresse = reverse("solde", kwargs=monde.adresse())
    with connecte(Role.CHARGEE_MISSION) as client:
        for _ in range(2):
            assert client.post(adresse, decision(montant="100", envoi="un-jeton")).status_code == 302
    assert AffectationSolde.objects.filter(action=monde.place.action).count() == 1


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_d_actions(connecte, compte, monde):
    nombres = []
    for exercice in (programme_garni(2), programme_garni(14)):
        acteur = compte(Role.CHARGEE_MISSION, exercice.programme)
        arguments = {"code": exercice.programme.code, "exercice": exercice.code}
        with connecte(acteur) as client, CaptureQueriesContext(connection) as requetes:
            assert client.get(reverse("credits", kwargs=arguments)).status_code == 200
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1]
    assert nombres[1] <= 30

"""« Ma convention aujourd'hui » : la réponse, ce qui est à faire, une ligne par action."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jalon.pilotage.finances.models import Depense
from jalon.socle.acces.enums import Role
from tests.fabriques import programme_garni
from tests.web.conftest import Monde

pytestmark = pytest.mark.django_db

REQUETES_MAX = 75


def page(
    connecte: Callable[..., Any], monde: Monde, role: Role = Role.CHARGEE_MISSION, suite: str = ""
) -> str:
    with connecte(role) as client:
        reponse = client.get(reverse("programme", kwargs=monde.periode()) + suite)
        assert reponse.status_code == 200
        return unescape(reponse.content.decode())


def test_la_phrase_repond_et_chaque_montant_ouvre_sa_provenance(connecte, monde):
    html = page(connecte, monde)
    phrase = html.split('<p class="phrase">')[1].split("</p>")[0]
    assert "2\u00a0501,00\u00a0€" in phrase
    assert "1\u00a0800,50\u00a0€" in phrase
    assert "700,50\u00a0€" in phrase
    assert phrase.count('class="chiffre"') >= 3


def test_ce_qui_manque_n_est_pas_rouge(connecte, monde):
    """Une section vide ou un solde à décider se disent ; le rouge reste à ce qui est certainement faux."""
    html = page(connecte, monde)
    assert 'class="manque"' in html
    assert 'class="tard"' not in html
    assert '<tr class="faux">' not in html


def test_un_lecteur_ne_voit_pas_les_gestes_d_ecriture(connecte, monde):
    html = page(connecte, monde, Role.ELU)
    assert "à décider" in html
    assert "/solde/" not in html
    assert "Gérer" not in html
    assert "/solde/" in page(connecte, monde, Role.CHARGEE_MISSION)


def test_le_filtre_garde_les_lignes_demandees_et_vit_dans_l_adresse(connecte, monde):
    Depense.objects.filter(action=monde.place.action).update(montant=Decimal("1250.50"))
    html = page(connecte, monde, suite="?montrer=a_decider")
    assert monde.places[1].titre in html
    assert monde.places[0].titre not in html


def test_l_export_donne_ce_qui_est_montre(connecte, monde):
    Depense.objects.filter(action=monde.place.action).update(montant=Decimal("1250.50"))
    adresse = reverse("programme_export", kwargs=monde.periode(format="csv")) + "?montrer=a_decider"
    with connecte(Role.CHARGEE_MISSION) as client:
        reponse = client.get(adresse)
        corps = reponse.getvalue() if reponse.streaming else reponse.content
    lignes = list(csv.reader(io.StringIO(corps.decode("utf-8-sig")), delimiter=";"))
    assert lignes[0][:2] == ["N°", "Action"]
    assert [ligne[1] for ligne in lignes[1:]] == [monde.places[1].titre]


@pytest.mark.parametrize("format", ["csv", "ods"])
def test_l_export_existe_dans_chaque_format(connecte, monde, format):
    with connecte(Role.ETAT) as client:
        assert client.get(reverse("programme_export", kwargs=monde.periode(format=format))).status_code == 200
        assert client.get(reverse("programme_export", kwargs=monde.periode(format="exe"))).status_code == 404


@pytest.mark.parametrize("modele", ["calpae", "pdi"])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_d_actions(connecte, compte, monde, modele):
    petit, grand = programme_garni(2, modele=modele), programme_garni(14, modele=modele)
    nombres = []
    for exercice in (petit, grand):
        acteur = compte(Role.CHARGEE_MISSION, exercice.programme)
        arguments = {"code": exercice.programme.code, "exercice": exercice.code}
        with connecte(acteur) as client, CaptureQueriesContext(connection) as requetes:
            assert client.get(reverse("programme", kwargs=arguments)).status_code == 200
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1]
    assert nombres[1] <= REQUETES_MAX


def test_un_programme_sans_credits_parle_d_etats(connecte, compte, monde):
    exercice = programme_garni(3, modele="pdi")
    acteur = compte(Role.CHARGEE_MISSION, exercice.programme)
    with connecte(acteur) as client:
        adresse = reverse("programme", kwargs={"code": exercice.programme.code, "exercice": exercice.code})
        html = unescape(client.get(adresse).content.decode())
    assert "Mon programme aujourd'hui" in html
    assert "3 actions" in html
    assert "Crédits" not in html.split("<main")[1]


def test_l_accueil_mene_au_seul_programme(connecte, monde):
    with connecte(Role.DIRECTION) as client:
        reponse = client.get(reverse("accueil"))
    assert reponse.status_code == 302
    assert reponse.url == reverse("programme_courant", args=[monde.programme.code])


def test_hors_perimetre_la_page_n_existe_pas(connecte, compte, monde):
    ailleurs = programme_garni(1)
    with connecte(compte(Role.CHARGEE_MISSION, ailleurs.programme)) as client:
        assert client.get(reverse("programme", kwargs=monde.periode())).status_code == 404

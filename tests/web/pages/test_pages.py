"""Aide, accessibilité, mon compte, et ce que chaque page a autour de son contenu."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from django.template import engines
from django.urls import reverse

from jalon.socle.acces.enums import Role
from jalon.web.acronymes import ACRONYMES
from jalon.web.templatetags.jalon import acronymes

GABARITS = Path(__file__).resolve().parents[3] / "jalon/web/templates"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "voit", "ne_voit_pas"),
    [
        (Role.CHARGEE_MISSION, {"Programmes", "Documents"}, {"Comptes", "Paramètres"}),
        (Role.ADMINISTRATEUR, {"Programmes", "Comptes", "Paramètres", "Journal"}, {"Documents"}),
        (Role.ETAT, {"Programmes"}, {"Documents", "Comptes", "Journal"}),
    ],
)
def test_le_menu_suit_le_role(connecte, role, voit, ne_voit_pas):
    with connecte(role) as client:
        html = client.get(reverse("aide")).content.decode()
    menu = set(re.findall(r">([^<]+)</a>", html.split('aria-label="Principal"')[1].split("</nav>")[0]))
    assert voit <= menu
    assert not ne_voit_pas & menu


@pytest.mark.django_db
def test_l_aide_liste_raccourcis_et_acronymes(connecte, monde):
    with connecte(None) as client:
        html = client.get(reverse("aide")).content.decode()
    assert 'id="raccourcis"' in html
    assert all(f"<dt>{sigle}</dt>" in html for sigle in ACRONYMES)


@pytest.mark.django_db
def test_mon_compte_dit_ses_habilitations(connecte, monde):
    with connecte(Role.PILOTE) as client:
        assert Role.PILOTE.label in unescape(client.get(reverse("mon_compte")).content.decode())


def test_un_acronyme_s_explique_une_fois_et_le_reste_est_echappe():
    html = acronymes("<b>RSA</b> et RSA, mais pas RSAX")
    assert html.count("<abbr") == 1
    assert "&lt;b&gt;" in html
    assert "RSAX" in html


@pytest.mark.parametrize(
    "gabarit", sorted(GABARITS.rglob("*.html")), ids=lambda g: str(g.relative_to(GABARITS))
)
def test_aucun_style_ni_script_en_ligne(gabarit):
    """La politique de sécurité les refuserait."""
    source = gabarit.read_text()
    assert not re.search(r"\sstyle=", source)
    assert not re.search(r"\son(?!glet=)[a-z]+=", source)
    assert not re.search(r"<script(?![^>]*\ssrc=)", source)
    assert not re.search(r"<style", source)
    engines["django"].get_template(str(gabarit.relative_to(GABARITS)))


@pytest.mark.parametrize(
    "gabarit", sorted(GABARITS.rglob("*.html")), ids=lambda g: str(g.relative_to(GABARITS))
)
def test_chaque_tableau_a_une_legende_et_des_entetes(gabarit):
    source = gabarit.read_text()
    assert source.count("<table") == source.count("<caption"), "un tableau sans légende"
    for entete in re.findall(r"<th\b[^>]*>", source):
        assert "scope=" in entete, f"{entete} sans portée"

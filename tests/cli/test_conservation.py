"""`jalon conservation` : ses sorties, et ce qu'elle refuse avant d'ouvrir la base."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from click.testing import CliRunner

from jalon.cli import conservation, outils, principale

pytestmark = pytest.mark.django_db


@pytest.fixture
def lancer(monkeypatch, en_tant_que, systeme):
    """La commande, sur la base des essais et sous le rôle `application`."""

    @contextmanager
    def base(*_, **__):
        with en_tant_que(None):
            yield

    monkeypatch.setattr(outils, "base_ouverte", base)
    monkeypatch.setattr(conservation, "base_ouverte", base)
    return lambda *arguments: CliRunner().invoke(principale, ["conservation", *arguments])


def test_l_apercu_d_une_base_vide(lancer):
    resultat = lancer("apercu", "--a-la-date", "2026-01-15", "--format", "json")
    assert resultat.exit_code == 0, resultat.output
    assert '"aucun_fait_depuis": "2024-01-15"' in resultat.output
    assert '"personnes": 0' in resultat.output


def test_une_liste_vide_ne_s_etablit_pas(lancer):
    resultat = lancer("lister")
    assert resultat.exit_code == 1
    assert "Aucun dossier n'a passé sa durée" in resultat.output


def test_une_liste_inconnue_ne_s_execute_pas(lancer):
    resultat = lancer("eliminer", "00000000-0000-0000-0000-000000000000")
    assert resultat.exit_code == 1


def test_l_entretien_dit_ce_qu_il_a_efface(lancer):
    resultat = lancer("entretenir")
    assert resultat.exit_code == 0, resultat.output
    assert "0 fichiers reçus" in resultat.output

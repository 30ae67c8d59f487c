"""`jalon indicateur` et `jalon entrepot` : le contrat de leurs sorties, et ce qu'elles refusent."""

from __future__ import annotations

import json
from contextlib import contextmanager

import pytest
from click.testing import CliRunner

from jalon.cli import outils, principale
from jalon.mesure.entrepot.copie import Entrepot
from tests.mesure.kit import Kit

pytestmark = pytest.mark.django_db

PERIODE = ("--du", "2025-01-01", "--au", "2025-06-30", "--arrete-au", "2025-07-10")


@pytest.fixture
def lancer(monkeypatch, tmp_path):
    """La commande, sur la base des essais et une copie en colonnes qui n'est qu'à lui."""

    @contextmanager
    def base(*_, **__):
        yield

    propre = tmp_path / "entrepot"
    propre.mkdir()
    copie = Entrepot(propre)
    monkeypatch.setattr(outils, "base_ouverte", base)
    monkeypatch.setattr("jalon.mesure.indicateurs.moteurs.entrepot", lambda: copie)
    monkeypatch.setattr("jalon.mesure.entrepot.copie.entrepot", lambda: copie)
    return lambda *arguments: CliRunner().invoke(principale, arguments)


@pytest.mark.parametrize("moteur", ["postgres", "duckdb"])
def test_le_document_json_suit_le_contrat(lancer, systeme, moteur):
    Kit(systeme)
    resultat = lancer(
        "indicateur", "calpae.orientes_1_mois", *PERIODE, "--moteur", moteur, "--format", "json"
    )
    assert resultat.exit_code == 0, resultat.output
    assert json.loads(resultat.output) == {
        "code": "calpae.orientes_1_mois",
        "version": 1,
        "du": "2025-01-01",
        "au": "2025-06-30",
        "resultats": [
            {
                "coupe": {},
                "valeur": 6,
                "numerateur": 6,
                "denominateur": 15,
                "statut": "provisoire",
                "pas_encore": 1,
            }
        ],
    }


def test_les_coupes_se_croisent_et_les_membres_ont_une_raison(lancer, systeme):
    Kit(systeme)
    resultat = lancer(
        "indicateur",
        "pdi.delai_orientation",
        *PERIODE,
        "--par",
        "sexe",
        "territoire",
        "--membres",
        "--format",
        "json",
    )
    assert resultat.exit_code == 0, resultat.output
    lu = json.loads(resultat.output)
    assert len(lu["resultats"]) == 4 and all(
        set(r["coupe"]) == {"sexe", "territoire"} for r in lu["resultats"]
    )
    assert all("mediane" in r for r in lu["resultats"])
    assert len(lu["membres"]) == 9 and len(lu["non_membres"]) == 6
    assert {m["raison"] for m in lu["non_membres"]} == {"en_attente", "sorti_avant"}


def test_une_part_se_calcule_seule_et_dit_la_meme_valeur_que_la_coupe(lancer, systeme):
    Kit(systeme)
    demande = ("indicateur", "calpae.nouveaux_entrants", *PERIODE, "--format", "json")
    coupe = json.loads(lancer(*demande, "--par", "sexe").output)["resultats"]
    for case in coupe:
        seule = lancer(*demande, "--seulement", f"sexe={case['coupe']['sexe']}")
        assert json.loads(seule.output)["resultats"] == [case], seule.output


def test_la_liste_et_le_texte(lancer, systeme):
    liste = json.loads(lancer("indicateur", "--liste", "--format", "json").output)
    assert {"calpae.nouveaux_entrants", "pdi.delai_contrat", "loi.contrats_1_mois", "oarsa.d2"} <= {
        fiche["code"] for fiche in liste
    }
    texte = lancer("indicateur", "oarsa.part_orientee", *PERIODE).output
    assert "non calculable" in texte


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("inconnu", *PERIODE), "Aucun indicateur calculé"),
        (("oarsa.d1", *PERIODE, "--par", "couleur"), "Coupe inconnue : couleur"),
        (("oarsa.d1", "--du", "2025-02-01", "--au", "2025-01-01"), "avant de commencer"),
        (("oarsa.d1",), "--du et --au"),
        (("oarsa.d1", *PERIODE, "--seulement", "sexe=femmes"), "Valeurs possibles : femme, homme"),
        (("oarsa.d1", *PERIODE, "--seulement", "sexe"), "AXE=VALEUR"),
        (("oarsa.d1", *PERIODE, "--seulement", "sexe=femme", "--par", "age"), "choisissez l'un"),
        (("finances.taux_report", *PERIODE, "--seulement", "sexe=femme"), "n'a pas de part"),
    ],
)
def test_une_demande_impossible_se_dit_simplement(lancer, systeme, arguments, message):
    resultat = lancer("indicateur", *arguments)
    assert resultat.exit_code != 0 and message in resultat.output


def test_l_entrepot_s_exporte(lancer, systeme, tmp_path):
    Kit(systeme)
    resultat = lancer("entrepot", "exporter", str(tmp_path / "copie"))
    assert resultat.exit_code == 0, resultat.output
    assert "17 séjours" in resultat.output
    encore = lancer("entrepot", "exporter", str(tmp_path / "copie"))
    assert encore.exit_code == 1 and "n'est pas vide" in encore.output

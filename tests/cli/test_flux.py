"""`jalon flux analyser` : le contrat de la commande, sans base."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.db import OperationalError

from jalon.cli import principale
from jalon.cli.flux import INCHANGE, MODIFIE, NOUVEAU, analyser_flux
from jalon.socle.base.grappe import Grappe
from jalon.sources.flux_cnaf.chargement import charger_flux
from jalon.sources.flux_cnaf.enveloppe import Attendu
from tests.sources.flux_cnaf.fabrique import flux, foyer_simple

CLES = ["foyers", "personnes", "nouveaux", "modifies", "inchanges", "rejets", "secondes", "octets"]


def lancer(*arguments: str) -> Result:
    return CliRunner().invoke(principale, ["flux", "analyser", *arguments])


@pytest.fixture(autouse=True)
def sans_base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sauf mention contraire, aucune base n'est installée."""
    monkeypatch.setattr("jalon.cli._flux_connus.base_donnee", lambda: False)
    monkeypatch.setattr("jalon.cli._flux_connus.grappe_embarquee", lambda: Grappe(tmp_path / "sans base"))


@pytest.fixture
def fichier(tmp_path: Path) -> Path:
    chemin = tmp_path / "flux.RCV"
    chemin.write_bytes(
        flux(
            [
                foyer_simple("00000000001", NOM="ANCIEN"),
                foyer_simple("00000000002", personnes=3),
                foyer_simple("00000000003", DTNAI=None),
                foyer_simple("00000000001", personnes=2, NOM="NEUF", COULEUR="bleu", SEXE="9"),
            ]
        )
    )
    return chemin


def test_le_json_a_exactement_les_cles_du_contrat(fichier: Path) -> None:
    resultat = lancer(str(fichier), "--format", "json")
    assert resultat.exit_code == 0, resultat.output
    lu = json.loads(resultat.stdout)
    assert list(lu) == CLES
    assert (lu["foyers"], lu["personnes"]) == (2, 5)
    assert (lu["nouveaux"], lu["modifies"], lu["inchanges"]) == (2, 0, 0)
    assert lu["octets"] == fichier.stat().st_size
    assert [sorted(rejet) for rejet in lu["rejets"]] == [["dossier", "ligne", "motif"]] * 2
    assert [rejet["dossier"] for rejet in lu["rejets"]] == ["00000000003", "00000000001"]
    assert "en double" in lu["rejets"][1]["motif"]


def test_le_texte_dit_rejets_et_inconnus_sans_aucun_nom(fichier: Path) -> None:
    texte = lancer(str(fichier)).output
    assert "Flux mensuel de mars 2026" in texte
    assert "2 foyers, 5 personnes" in texte
    assert "dossier 00000000003 : la personne n° 1 n'a pas de date de naissance" in texte
    assert "Personne/Identification/COULEUR : 1" in texte
    assert "SEXE : 1" in texte
    for prive in ("ANCIEN", "NEUF", "bleu", "290039912345678"):
        assert prive not in texte


@pytest.mark.parametrize("arguments", [[], ["--departement", "19"]])
def test_un_fichier_refuse_sort_2_et_dit_pourquoi(fichier: Path, arguments: list[str]) -> None:
    if not arguments:
        fichier.write_bytes(fichier.read_bytes()[:-30])
    resultat = lancer(str(fichier), *arguments)
    assert resultat.exit_code == 2
    assert resultat.stdout == ""
    assert "Erreur : flux.RCV : ligne" in resultat.stderr


def test_un_fichier_absent_sort_2(tmp_path: Path) -> None:
    resultat = lancer(str(tmp_path / "absent.xml"))
    assert resultat.exit_code == 2
    assert "ne se lit pas" in resultat.stderr


def test_une_version_s_admet_en_ligne_de_commande(tmp_path: Path) -> None:
    chemin = tmp_path / "flux.xml"
    chemin.write_bytes(flux([foyer_simple()], NUMVERSIONAPPLIEME="9999"))
    assert lancer(str(chemin)).exit_code == 2
    assert lancer(str(chemin), "--version-admise", "9999").exit_code == 0


def test_la_comparaison_se_branche(fichier: Path) -> None:
    etats = {"00000000001": MODIFIE, "00000000002": INCHANGE}
    bilan = analyser_flux(fichier, Attendu(), comparer=lambda tranche: etats[tranche.dossier])
    assert [bilan.compte(etat) for etat in (NOUVEAU, MODIFIE, INCHANGE)] == [0, 1, 1]


@pytest.mark.django_db
def test_la_base_installee_dit_ce_qui_a_change(tmp_path: Path, systeme, monkeypatch) -> None:
    monkeypatch.setattr("jalon.cli._flux_connus.base_donnee", lambda: True)
    monkeypatch.setattr("jalon.cli.outils.base_ouverte", nullcontext)
    avant, apres = tmp_path / "avant.xml", tmp_path / "apres.xml"
    avant.write_bytes(flux([foyer_simple("00000000001"), foyer_simple("00000000002", NOM="AVANT")]))
    apres.write_bytes(
        flux(
            [
                foyer_simple(f"0000000000{rang}", **nom)
                for rang, nom in ((1, {}), (2, {"NOM": "APRES"}), (3, {}))
            ]
        )
    )
    assert not charger_flux(avant, acteur=systeme).refus
    lu = json.loads(lancer(str(apres), "--format", "json").stdout)
    assert (lu["nouveaux"], lu["modifies"], lu["inchanges"]) == (1, 1, 1)


def test_une_base_qui_ne_repond_pas_n_empeche_pas_d_analyser(fichier: Path, monkeypatch) -> None:
    def fermee() -> None:
        raise OperationalError

    monkeypatch.setattr("jalon.cli._flux_connus.base_donnee", lambda: True)
    monkeypatch.setattr("jalon.cli.outils.base_ouverte", fermee)
    resultat = lancer(str(fichier), "--format", "json")
    assert (resultat.exit_code, json.loads(resultat.stdout)["nouveaux"]) == (0, 2)
    assert "tous les dossiers sont comptés nouveaux" in resultat.stderr


def test_analyser_sans_base_ne_demarre_pas_django(fichier: Path, tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from click.testing import CliRunner\n"
        "from jalon.cli import principale\n"
        f"resultat = CliRunner().invoke(principale, ['flux', 'analyser', {str(fichier)!r}])\n"
        "assert resultat.exit_code == 0, resultat.output\n"
        "from django.apps import apps\n"
        "assert not apps.ready\n"
    )
    env = os.environ | {"JALON_DOSSIER": str(tmp_path / "vide")}
    env.pop("JALON_DATABASE_URL", None)
    subprocess.run([sys.executable, "-c", code], check=True, env=env)

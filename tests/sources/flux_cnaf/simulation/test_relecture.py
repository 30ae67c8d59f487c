"""Le lecteur du produit relit ce que le générateur écrit : rien de perdu, et à chaque faute sa réponse."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from jalon.cli import principale
from jalon.sources.flux_cnaf.simulation.fautes import ACCEPTE, FABRIQUES, REFUS, ecrire_fautes
from jalon.sources.flux_cnaf.simulation.fichiers import produire
from jalon.sources.flux_cnaf.simulation.verite import verite
from tests.sources.flux_cnaf.simulation.departement import reglages


def _analyser(fichier: Path, *options: str) -> Result:
    return CliRunner().invoke(principale, ["flux", "analyser", str(fichier), "--departement", "99", *options])


@pytest.fixture(autouse=True)
def sans_base(monkeypatch: pytest.MonkeyPatch) -> None:
    """La comparaison à une base installée a ses propres essais."""
    monkeypatch.setattr("jalon.cli.flux.empreintes_connues", lambda _: {})


@pytest.fixture(scope="module")
def fautes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, dict[str, Any]]]:
    dossier = tmp_path_factory.mktemp("fautes")
    ecrire_fautes(reglages(), dossier)
    manifeste = json.loads((dossier / "manifeste.json").read_text(encoding="utf-8"))
    return dossier, {faute["faute"]: faute for faute in manifeste}


@pytest.mark.parametrize("nom", list(FABRIQUES))
def test_chaque_faute_recoit_la_reponse_du_manifeste(
    fautes: tuple[Path, dict[str, dict[str, Any]]], nom: str
) -> None:
    dossier, manifeste = fautes
    faute = manifeste[nom]
    resultat = _analyser(dossier / faute["fichier"], "--format", "json")
    if faute["attendu"] == REFUS:
        assert resultat.exit_code == 2
        assert faute["fichier"] in resultat.output
        return
    assert resultat.exit_code == 0, resultat.output
    rejetes = [rejet["dossier"] for rejet in json.loads(resultat.stdout)["rejets"]]
    assert rejetes == ([] if faute["attendu"] == ACCEPTE else faute["dossiers"])


@pytest.mark.parametrize("dialecte", ["vrsb", "vrsd"])
def test_les_foyers_et_personnes_lus_sont_ceux_de_la_verite(tmp_path: Path, dialecte: str) -> None:
    voulu = reglages(200, 3, dialecte=dialecte)
    attendus = Counter(presence.mois for presence in verite(voulu))
    for rang, fichier in enumerate(produire(voulu, tmp_path).mensuels):
        bilan = json.loads(_analyser(fichier.chemin, "--format", "json").stdout)
        assert bilan["rejets"] == []
        assert (bilan["foyers"], bilan["personnes"]) == (fichier.foyers, attendus[voulu.mois_numero(rang)])


@pytest.mark.parametrize("dialecte", ["vrsb", "vrsd"])
def test_aucun_element_ni_code_inconnu(tmp_path: Path, dialecte: str) -> None:
    for fichier in produire(reglages(400, 3, dialecte=dialecte, quotidiens=True), tmp_path).fichiers:
        assert "inconnu" not in _analyser(fichier.chemin).output


@pytest.mark.parametrize("encodage", ["windows-1252", "ISO-8859-15", "UTF-8"])
def test_les_autres_encodages_se_lisent(tmp_path: Path, encodage: str) -> None:
    fichier = produire(reglages(80, encodage=encodage), tmp_path).fichiers[0]
    bilan = json.loads(_analyser(fichier.chemin, "--format", "json").stdout)
    assert (bilan["foyers"], bilan["rejets"]) == (80, [])

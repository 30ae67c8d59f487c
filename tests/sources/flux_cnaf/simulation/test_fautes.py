"""Le jeu de fautes : chaque fichier porte vraiment la sienne."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import etree

from jalon.sources.flux_cnaf.simulation.fautes import FABRIQUES, REFUS, REJET, ecrire_fautes
from tests.sources.flux_cnaf.simulation.departement import reglages


@pytest.fixture(scope="module")
def fautes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, dict]]:
    dossier = tmp_path_factory.mktemp("fautes")
    ecrire_fautes(reglages(), dossier)
    manifeste = json.loads((dossier / "manifeste.json").read_text(encoding="utf-8"))
    return dossier, {faute["faute"]: faute for faute in manifeste}


def test_chaque_faute_differe_de_la_reference(fautes: tuple[Path, dict[str, dict]]) -> None:
    dossier, manifeste = fautes
    assert set(manifeste) == set(FABRIQUES)
    reference = (dossier / "reference.RCV").read_bytes()
    for nom, faute in manifeste.items():
        assert nom == "reference" or (dossier / faute["fichier"]).read_bytes() != reference, nom


def test_un_rejet_nomme_son_dossier(fautes: tuple[Path, dict[str, dict]]) -> None:
    dossier, manifeste = fautes
    for faute in manifeste.values():
        if faute["attendu"] == REJET:
            octets = (dossier / faute["fichier"]).read_bytes()
            assert faute["dossiers"]
            assert all(f"<NUMDEMRSA>{numero}<".encode() in octets for numero in faute["dossiers"])


@pytest.mark.parametrize(
    "nom", ["tronque", "tronque-entre-deux", "mauvais-encodage", "encodage-inconnu", "vide"]
)
def test_ces_fichiers_ne_sont_pas_du_xml(fautes: tuple[Path, dict[str, dict]], nom: str) -> None:
    dossier, manifeste = fautes
    assert manifeste[nom]["attendu"] == REFUS
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring((dossier / f"{nom}.RCV").read_bytes())


def test_les_totaux_faux_mentent_d_un_dossier(fautes: tuple[Path, dict[str, dict]]) -> None:
    racine = etree.parse(fautes[0] / "totaux-faux.RCV").getroot()
    annonces = int(racine.findtext("TransmissionFlux/NBTOTDOSRSATRANSM"))
    assert annonces == len(racine.findall("InfosFoyerRSA")) + 1

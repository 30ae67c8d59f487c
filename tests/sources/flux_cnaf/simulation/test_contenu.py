"""Ce que dit chaque dossier écrit : blocs conformes à l'état, montants qui se tiennent, adresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from jalon.sources.flux_cnaf.simulation.fichiers import produire
from tests.sources.flux_cnaf.simulation.departement import COMMUNES, reglages

BLOCS = ("Refus", "SuspensionDroit", "SuspensionVersement", "FinDroit", "FinDroitMoisAnterieur")
BLOC_DE_L_ETAT = {"1": "Refus", "3": "SuspensionDroit", "4": "SuspensionVersement", "5": "FinDroit",
                  "6": "FinDroitMoisAnterieur"}  # fmt: skip


@pytest.fixture(scope="module")
def dossiers(tmp_path_factory: pytest.TempPathFactory) -> list[etree._Element]:
    bilan = produire(reglages(700, 6), tmp_path_factory.mktemp("contenu"))
    return [d for fichier in bilan.mensuels for d in _dossiers(fichier.chemin)]


def _dossiers(chemin: Path) -> Iterator[etree._Element]:
    yield from etree.parse(chemin).getroot().iterfind("InfosFoyerRSA")


def _centimes(element: etree._Element, chemin: str) -> int:
    texte = element.findtext(chemin)
    assert re.fullmatch(r"\d{7}\.\d\d", texte)
    return int(texte.replace(".", ""))


def test_les_blocs_suivent_l_etat(dossiers: list[etree._Element]) -> None:
    etats = set()
    for dossier in dossiers:
        etat = dossier.findtext(".//ETATDOSRSA")
        etats.add(etat)
        presents = {bloc for bloc in BLOCS if dossier.find(f".//{bloc}") is not None}
        assert presents == ({BLOC_DE_L_ETAT[etat]} if etat in BLOC_DE_L_ETAT else set()), etat
    assert etats == set("0123456")


def test_une_mutation_sortante_clot_le_dossier_et_nomme_l_organisme(dossiers: list[etree._Element]) -> None:
    partis = [d for d in dossiers if d.find(".//OrganismePrenant") is not None]
    assert partis
    assert {d.findtext(".//MOTICLORSA") for d in partis} == {"MUT"}
    assert {d.findtext(".//ETATDOSRSA") for d in partis} == {"5"}
    assert any(d.find(".//OrganismeCedant") is not None for d in dossiers)


def test_le_droit_se_recalcule_des_ressources(dossiers: list[etree._Element]) -> None:
    calcules = [d for d in dossiers if d.find(".//MontantsCalculDroitRSA") is not None]
    assert len(calcules) > len(dossiers) // 2
    for dossier in calcules:
        personnes = [
            _centimes(p, "MTPERSRESSMENRSA") for p in dossier.iterfind(".//MontantCalculDroitRSAPersonne")
        ]
        montants = dossier.find(".//MontantsCalculDroitRSA")
        ressources, logement = _centimes(montants, "MTRESSMENRSA"), _centimes(montants, "MTALRSA")
        reste = max(_centimes(montants, "MTREVGARARSA") - ressources - logement, 0)
        assert sum(personnes) == ressources
        assert _centimes(montants, "MTTOTDRORSA") == (reste if reste >= 600 else 0)
        assert _centimes(dossier, ".//MTRSAVERS") == _centimes(montants, "MTTOTDRORSA")


def test_les_ressources_couvrent_trois_mois_d_affilee(dossiers: list[etree._Element]) -> None:
    for ressources in (r for d in dossiers for r in d.iterfind(".//Ressources")):
        mois = [m.text for m in ressources.iterfind(".//MOISRESS")]
        assert len(mois) == 3
        assert mois[0] == ressources.findtext(".//DDRESS")
        rangs = [int(m[:4]) * 12 + int(m[5:7]) for m in mois]
        assert rangs == list(range(rangs[0], rangs[0] + 3))


def test_une_a_trois_adresses_rangees_dans_les_communes_du_departement(
    dossiers: list[etree._Element],
) -> None:
    nombres = set()
    codes = {commune.code for commune in COMMUNES}
    for dossier in dossiers:
        rangs = [a.text for a in dossier.iterfind(".//RGADR")]
        nombres.add(len(rangs))
        assert rangs == ["01", "02", "03"][: len(rangs)]
        assert {n.text for n in dossier.iterfind(".//NUMCOM")} <= codes
        for adresse in dossier.iterfind(".//Adresse"):
            etranger = adresse.findtext(".//PAYS") == "HOR"
            assert (adresse.find("AdresseHorsFrance") is not None) is etranger
    assert nombres == {1, 2, 3}


def test_un_enfant_est_rattache_et_n_a_ni_ressources_ni_droits_et_devoirs(
    dossiers: list[etree._Element],
) -> None:
    enfants = [
        p for d in dossiers for p in d.iterfind("Personne") if p.findtext("Prestations/ROLEPERS") == "ENF"
    ]
    assert enfants
    for enfant in enfants:
        assert 1 <= len(enfant.findall("Rattachement")) <= 2
        assert enfant.find("Ressources") is None and enfant.find("MontantCalculDroitRSAPersonne") is None

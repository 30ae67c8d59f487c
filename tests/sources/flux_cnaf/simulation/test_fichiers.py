"""Les fichiers écrits : validité, reproductibilité, octets inchangés d'un mois à l'autre, totaux."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from lxml import etree

from jalon.sources.flux_cnaf.simulation import ecriture_vrsb
from jalon.sources.flux_cnaf.simulation.ecriture_commune import indenter
from jalon.sources.flux_cnaf.simulation.fichiers import produire
from jalon.sources.flux_cnaf.simulation.lignees import Lignee
from jalon.sources.flux_cnaf.simulation.verite import CarnetVerite, verite
from tests.sources.flux_cnaf.simulation.departement import reglages

SCHEMA = Path(__file__).parents[5] / "shared/formats/vrsb0801.xsd"
FOYER = re.compile(rb"<InfosFoyerRSA>.*?</InfosFoyerRSA>", re.DOTALL)
NUMERO = re.compile(rb"<NUMDEMRSA>(\w+)</NUMDEMRSA>")


def _foyers(octets: bytes) -> dict[bytes, bytes]:
    return {NUMERO.search(bloc)[1]: bloc for bloc in FOYER.findall(octets)}  # type: ignore[index]


@pytest.mark.parametrize("quotidiens", [False, True])
def test_chaque_fichier_est_valide(tmp_path: Path, quotidiens: bool) -> None:
    if not SCHEMA.exists():
        pytest.skip(f"le schéma {SCHEMA.name} n'est pas à côté du dépôt")
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    bilan = produire(reglages(250, 4, quotidiens=quotidiens), tmp_path)
    assert bool(len(bilan.fichiers) - len(bilan.mensuels)) is quotidiens
    for fichier in bilan.fichiers:
        document = etree.parse(fichier.chemin)
        assert schema.validate(document), f"{fichier.chemin.name} : {schema.error_log[:3]}"


@pytest.mark.parametrize("dialecte", ["vrsb", "vrsd"])
def test_meme_graine_memes_octets(tmp_path: Path, dialecte: str) -> None:
    options = {"dialecte": dialecte, "quotidiens": True}
    ecrits = [
        {
            f.chemin.name: f.chemin.read_bytes()
            for f in produire(reglages(40, 3, **options), tmp_path / nom).fichiers
        }
        for nom in ("un", "deux")
    ]
    assert ecrits[0] == ecrits[1]
    autre = produire(reglages(40, 3, graine=2, **options), tmp_path / "trois")
    assert autre.mensuels[0].chemin.read_bytes() != ecrits[0][autre.mensuels[0].chemin.name]


def test_allonger_la_simulation_ne_change_pas_les_premiers_mois(tmp_path: Path) -> None:
    courte = produire(reglages(60, 2), tmp_path / "courte")
    longue = produire(reglages(60, 4), tmp_path / "longue")
    for un, autre in zip(courte.fichiers, longue.fichiers, strict=False):
        assert un.chemin.read_bytes() == autre.chemin.read_bytes()


@pytest.mark.parametrize("part", [0.05, 0.2, 0.35])
def test_la_part_de_foyers_changes_est_celle_demandee(tmp_path: Path, part: float) -> None:
    bilan = produire(reglages(1200, 5, changements=part), tmp_path)
    contenus = [_foyers(fichier.chemin.read_bytes()) for fichier in bilan.mensuels]
    parts = []
    for avant, apres, fichier in zip(contenus, contenus[1:], bilan.mensuels[1:], strict=False):
        changes = sum(bloc != avant.get(numero) for numero, bloc in apres.items())
        assert changes == fichier.changes
        parts.append(changes / len(apres))
    assert sum(parts) / len(parts) == pytest.approx(part, rel=0.25)


def test_le_raccourci_d_ecriture_vaut_une_ecriture_entiere(tmp_path: Path) -> None:
    """Un dossier que rien n'a touché est recopié : le réécrire donnerait les mêmes octets."""
    voulu, differences = reglages(300, 6), []
    octets: dict[tuple[int, str], bytes] = {}

    def temoin(rang: int, lignee: Lignee) -> None:
        for dossier in lignee.presents:
            bloc = indenter(ecriture_vrsb.foyer(dossier, voulu.partenaire))
            octets[rang, dossier.numero] = bloc.strip().encode("iso-8859-1")

    bilan = produire(voulu, tmp_path, temoin)
    for rang, fichier in enumerate(bilan.mensuels):
        for numero, bloc in _foyers(fichier.chemin.read_bytes()).items():
            if octets[rang, numero.decode()] != bloc:
                differences.append((rang, numero))
    assert differences == []


def test_le_pied_compte_les_foyers_et_la_verite_les_personnes(tmp_path: Path) -> None:
    voulu = reglages(120, 3)
    with CarnetVerite(voulu, tmp_path / "verite.csv") as carnet:
        bilan = produire(voulu, tmp_path, carnet)
    attendues = list(verite(voulu))
    for rang, fichier in enumerate(bilan.mensuels):
        racine = etree.parse(fichier.chemin).getroot()
        dossiers = racine.findall("InfosFoyerRSA")
        assert int(racine.findtext("TransmissionFlux/NBTOTDOSRSATRANSM")) == len(dossiers) == fichier.foyers
        lues = [
            (d.findtext(".//NUMDEMRSA"), d.findtext(".//ETATDOSRSA"), p.findtext("Prestations/ROLEPERS"),
             p.findtext("Identification/NOM"), p.findtext("Identification/NIR", "")[:13])
            for d in dossiers for p in d.findall("Personne")
        ]  # fmt: skip
        vraies = [
            (p.dossier, p.etat, p.role, p.nom[:28], p.nir_transmis)
            for p in attendues if p.mois == voulu.mois_numero(rang)
        ]  # fmt: skip
        assert lues == vraies
    lignes = (tmp_path / "verite.csv").read_text(encoding="utf-8").splitlines()
    assert len(lignes) == len(attendues) + 1


def test_gz_et_xml_portent_les_memes_octets(tmp_path: Path) -> None:
    nu = produire(reglages(50), tmp_path / "xml").fichiers[0]
    comprime = produire(reglages(50, format="gz"), tmp_path / "gz").fichiers[0]
    assert comprime.chemin.name == nu.chemin.name + ".gz"
    assert gzip.decompress(comprime.chemin.read_bytes()) == nu.chemin.read_bytes()


def test_accents_en_un_octet_et_noms_en_capitales_nues(tmp_path: Path) -> None:
    octets = produire(reglages(200), tmp_path).fichiers[0].chemin.read_bytes()
    assert "Étienne".encode("iso-8859-1") in octets
    for champ in (b"NOM", b"NOMNAI", b"PRENOM"):
        for valeur in re.findall(rb"<%s>([^<]+)<" % champ, octets):
            assert re.fullmatch(rb"[A-Z' -]+", valeur), valeur


@pytest.mark.parametrize("quotidiens", [True])
def test_un_quotidien_ne_porte_que_des_dossiers_touches(tmp_path: Path, quotidiens: bool) -> None:
    bilan = produire(reglages(300, 3, quotidiens=quotidiens), tmp_path)
    for fichier in bilan.fichiers:
        octets = fichier.chemin.read_bytes()
        assert (
            (octets.count(b"<Evenement>") >= fichier.foyers)
            if fichier.type_flux == "I"
            else b"<FG>" not in octets
        )

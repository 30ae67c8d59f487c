"""Du fichier aux foyers : aller-retour, valeurs, rejets, inconnus."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree

from jalon.sources.flux_cnaf.decoupe import couper
from jalon.sources.flux_cnaf.elements import VRSB, Dialecte, Genre
from jalon.sources.flux_cnaf.lecture import Doublons, lire_flux
from jalon.sources.flux_cnaf.tranches import FoyerLu, Rejet
from tests.sources.flux_cnaf.fabrique import en_xml, flux, foyer_complet, foyer_simple, lus

SCHEMA = Path(__file__).parents[4] / "shared" / "formats" / "vrsb0801.xsd"
XSD = "{http://www.w3.org/2001/XMLSchema}"


@pytest.fixture(scope="module")
def schema() -> etree._ElementTree:
    if not SCHEMA.exists():
        pytest.skip(f"le schéma de la CNAF n'est pas là ({SCHEMA.name}) : rien à comparer.")
    return etree.parse(SCHEMA)


def le_foyer(octets: bytes, **options: object) -> FoyerLu:
    (foyer,) = lus(octets, **options)
    assert isinstance(foyer, FoyerLu), foyer
    return foyer


def le_rejet(octets: bytes, **options: object) -> Rejet:
    (rejet,) = lus(octets, **options)
    assert isinstance(rejet, Rejet), rejet
    return rejet


@pytest.mark.parametrize("encodage", ["windows-1252", "ISO-8859-1", "ISO-8859-15", "UTF-8", None])
@pytest.mark.parametrize("raccourci", [True, False])
def test_tous_les_elements_du_schema_se_relisent_champ_par_champ(
    encodage: str | None, raccourci: bool
) -> None:
    attendu = foyer_complet()
    octets = flux([attendu], encodage=encodage)
    if encodage == "ISO-8859-1":
        octets = flux([attendu], encodage="windows-1252").replace(b"windows-1252", b"ISO-8859-1")
    foyer = le_foyer(octets, raccourci=raccourci)
    assert foyer.donnees == attendu
    assert foyer.inconnus == {}


def test_la_fabrique_est_valide_au_schema(schema: etree._ElementTree) -> None:
    octets = flux([foyer_complet(), foyer_simple("00000000002", personnes=2)])
    document = etree.fromstring(octets)
    validation = etree.XMLSchema(schema)
    complet = document.find("InfosFoyerRSA")
    assert complet is not None
    del document[2]
    assert validation.validate(document), validation.error_log


def test_le_dictionnaire_est_celui_du_schema(schema: etree._ElementTree) -> None:
    types = {"xsd:date": Genre.DATE, "xsd:time": Genre.HEURE, "xsd:boolean": Genre.BOOLEEN}
    bases = {"xsd:string": Genre.TEXTE, "xsd:integer": Genre.ENTIER, "xsd:decimal": Genre.MONTANT}
    blocs = schema.getroot().findall(f"{XSD}element")
    assert [bloc.get("name") for bloc in blocs] == list(VRSB)
    for bloc in blocs:
        attendus = []
        for enfant in bloc.iterfind(f"{XSD}complexType/{XSD}sequence/{XSD}element"):
            restriction = enfant.find(f"{XSD}simpleType/{XSD}restriction")
            longueur = int(restriction[0].get("value")) if restriction is not None else 0
            genre = Genre.BLOC if enfant.get("ref") else types.get(enfant.get("type", ""))
            genre = genre if genre is not None else bases[restriction.get("base")]
            repetable = enfant.get("maxOccurs", "1") != "1"
            facultatif = enfant.get("minOccurs", "1") == "0"
            attendus.append((enfant.get("name") or enfant.get("ref"), genre, longueur, facultatif, repetable))
        trouves = [
            (
                e.nom,
                Genre.ENTIER if e.genre is Genre.CHIFFRES else e.genre,
                e.longueur,
                e.facultatif,
                e.repetable,
            )
            for e in VRSB[bloc.get("name")].values()
        ]
        assert trouves == attendus


def test_un_identifiant_garde_ses_zeros() -> None:
    foyer = le_foyer(flux([foyer_simple()]))
    assert foyer.donnees["IdentificationRSA"]["Organisme"]["MATRICULE"] == "000000012345670"


def test_les_blancs_de_remplissage_ne_disent_rien() -> None:
    octets = flux([foyer_simple(NIR=" " * 15, QUAL="MR ", NOM="  ESSAI ")])
    identite = le_foyer(octets).personnes[0]["Identification"]
    assert "NIR" not in identite
    assert identite["QUAL"] == "MR"
    assert identite["NOM"] == "ESSAI"


def test_sans_nir_n_est_jamais_une_erreur() -> None:
    foyer = le_foyer(flux([foyer_simple(NIR=None)]))
    assert "NIR" not in foyer.personnes[0]["Identification"]


@pytest.mark.parametrize("raccourci", [True, False])
def test_sans_date_de_naissance_le_dossier_est_rejete_avec_sa_ligne(raccourci: bool) -> None:
    octets = flux([foyer_simple("00000000001"), foyer_simple("00000000002", DTNAI=None)])
    bon, rejet = lus(octets, raccourci=raccourci)
    assert isinstance(bon, FoyerLu)
    assert isinstance(rejet, Rejet)
    assert rejet.dossier == "00000000002"
    assert rejet.motif == "la personne n° 1 n'a pas de date de naissance (DTNAI)"
    assert octets.splitlines()[rejet.ligne - 1].strip() == b"<Personne>"
    assert rejet.octets.startswith(b"<InfosFoyerRSA>")


@pytest.mark.parametrize(
    ("champ", "valeur", "morceau"),
    [
        ("DTNAI", "1990-13-01", "date attendue"),
        ("DTNAI", "19900101", "date attendue"),
        ("RGNAI", "premier", "nombre entier attendu"),
        ("TOPVALIEC", "oui", "indicateur 0 ou 1 attendu"),
    ],
)
def test_une_valeur_illisible_rejette_le_dossier_sans_la_dire(champ: str, valeur: str, morceau: str) -> None:
    octets = flux([foyer_simple(**{champ: valeur})])
    rejet = le_rejet(octets)
    assert rejet.motif.startswith(f"Identification/{champ} ne se lit pas")
    assert morceau in rejet.motif
    assert valeur not in rejet.motif
    assert f"<{champ}>".encode() in octets.splitlines()[rejet.ligne - 1]


@pytest.mark.parametrize("bloc", ["IdentificationRSA", "Personne", "DonneesAdministratives", "PrestationRSA"])
def test_un_bloc_obligatoire_absent_rejette_le_dossier(bloc: str) -> None:
    foyer = foyer_simple()
    del foyer[bloc]
    rejet = le_rejet(flux([foyer]))
    assert rejet.motif == f"le bloc obligatoire {bloc} est absent ou vide"


def test_un_dossier_sans_numero_est_rejete() -> None:
    foyer = foyer_simple()
    del foyer["IdentificationRSA"]["DemandeRSA"]["NUMDEMRSA"]
    rejet = le_rejet(flux([foyer]))
    assert rejet.dossier == ""
    assert "NUMDEMRSA" in rejet.motif


def test_un_xml_mal_forme_ne_rejette_que_son_dossier() -> None:
    casse = (
        "<InfosFoyerRSA>\n<IdentificationRSA>\n<DemandeRSA><NUMDEMRSA>00000000009</NUMDEMRSA></DemandeRSA>\n"
    )
    casse += "<Personne><NOM>A & B</NOM></Personne>\n</InfosFoyerRSA>\n"
    bon, rejet, autre = lus(flux([foyer_simple("00000000001"), casse, foyer_simple("00000000003")]))
    assert isinstance(bon, FoyerLu) and isinstance(autre, FoyerLu) and isinstance(rejet, Rejet)
    assert rejet.dossier == "00000000009"
    assert "mal formé" in rejet.motif


@pytest.mark.parametrize("raccourci", [True, False])
def test_ce_qui_est_inconnu_est_compte_et_garde(raccourci: bool) -> None:
    foyer = foyer_simple(SEXE="9", COULEURYEUX="vert")
    foyer["NouveauBloc"] = [{"CHAMPA": "a", "Sous": {"CHAMPB": "b"}}, {"CHAMPA": "c"}]
    lu = le_foyer(flux([foyer]), raccourci=raccourci)
    assert lu.inconnus == {
        "Personne/Identification/COULEURYEUX": ["vert"],
        "NouveauBloc/CHAMPA": ["a", "c"],
        "NouveauBloc/Sous/CHAMPB": ["b"],
    }
    assert lu.codes_inconnus == {"SEXE": ["9"]}
    assert lu.personnes[0]["Identification"]["SEXE"] == "9"


def test_attributs_elements_glisses_et_blocs_repetes_sont_gardes() -> None:
    texte = f"<InfosFoyerRSA>{en_xml(foyer_simple())}</InfosFoyerRSA>\n"
    texte = texte.replace("<NOM>ESSAI</NOM>", '<NOM source="x">ESSAI<SUFFIXE>II</SUFFIXE></NOM>')
    texte = texte.replace("</PrestationRSA>", "</PrestationRSA><PrestationRSA><A>1</A></PrestationRSA>")
    lu = le_foyer(flux([texte]))
    assert lu.inconnus["Personne/Identification/NOM@source"] == ["x"]
    assert lu.inconnus["Personne/Identification/NOM/SUFFIXE"] == ["II"]
    assert lu.inconnus["PrestationRSA (répété)/A"] == ["1"]
    assert lu.personnes[0]["Identification"]["NOM"] == "ESSAI"


def test_le_dialecte_vrsd_se_lit_dans_le_meme_modele() -> None:
    foyer = foyer_simple(LISPRENOMS="A B", PAYSNAI="FRA")
    foyer["Personne"][0] |= {
        "FonctionPersonneRSA": {"ROLEPERS": "DEM", "TOPCHAPERS": False},
        "ContratPCGPersonneRSA": [{"DDCONTRRSA": date(2025, 1, 2), "TYPECONTRRSA": "X"}],
        "CalculDroitRSAPersonne": {"TOPPERSDRODEVORSA": True, "DDSOUDRODEV": date(2025, 2, 1)},
    }
    foyer["PrestationRSA"]["SituationDossierRSA"]["DroitOuvert"] = {"DTODRSA": date(2024, 12, 1)}
    del foyer["DonneesAdministratives"]
    octets = flux([foyer], VERSIONFLUX="0301", TYPEPARTE="CG", IDEPARTE="087", pied={"NBCARATRANSM": 12})
    with couper(BytesIO(octets)) as decoupe:
        assert decoupe.tete.dialecte is Dialecte.VRSD
        assert len(list(decoupe)) == 1
    lu = le_foyer(octets)
    assert lu.donnees == foyer
    assert lu.inconnus == {}


def test_un_dossier_en_double_est_signale_le_dernier_l_emporte() -> None:
    doublons = Doublons()
    retenus = {}
    octets = flux([foyer_simple("00000000001", NOM="UN"), foyer_simple("00000000001", NOM="DEUX")])
    for lu in lus(octets):
        assert isinstance(lu, FoyerLu)
        doublons.noter(lu.dossier, lu.ligne)
        retenus[lu.dossier] = lu
    assert retenus["00000000001"].personnes[0]["Identification"]["NOM"] == "DEUX"
    (doublon,) = doublons.liste
    assert doublon.premiere_ligne < doublon.ligne


def test_rien_de_nominatif_dans_les_representations() -> None:
    for lu in lus(flux([foyer_simple(NOM="SECRETNOM"), foyer_simple("2", NOM="SECRETNOM", DTNAI=None)])):
        assert "SECRETNOM" not in repr(lu)
        assert "290039912345678" not in repr(lu)


def test_un_fichier_sans_foyer_est_vide_mais_entier() -> None:
    assert list(lire_flux(BytesIO(flux([])))) == []

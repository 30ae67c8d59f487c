"""Chaque faute d'une ligne a son motif, jamais une valeur ; chaque faute d'un fichier aussi."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.parcours.personnes.enums import NatureFranceTravail
from jalon.sources.france_travail.fichier import FichierIllisible, lire_lignes, reconnaitre_forme
from jalon.sources.france_travail.lignes import (
    CODE_MOTIF,
    COLONNES,
    LigneIllisible,
    champs,
    lire_ligne,
)

INSCRIPTIONS = NatureFranceTravail.INSCRIPTIONS
JOUR = date(2025, 1, 31)
BONNE = "2850135238001;1234567A001;LE GOFF;ANNE-LISE;05/01/1985;10/01/2025;1;2850135238001"
ENTETE = b"nir;identifiantpe;nom;prenom;dtnai;dateinscription;categoriepe;nir2\r\n"


def test_une_ligne_juste_se_lit():
    lue = lire_ligne(BONNE.encode(), INSCRIPTIONS, JOUR)
    assert (lue.effet, lue.code, lue.identifiant) == (date(2025, 1, 10), "1", "1234567A001")
    assert lue.recherche.nir == "2850135238001"
    assert "LE GOFF" not in repr(lue) and "2850135238001" not in repr(lue)


def test_les_colonnes_de_2011_sont_admises():
    assert lire_ligne(f"{BONNE};35238;RENNES;1 RUE X;0123".encode(), INSCRIPTIONS, JOUR).code == "1"


@pytest.mark.parametrize(
    ("avant", "apres", "motif"),
    [
        (";1;2850135238001", ";1", "7 colonnes"),
        (";1;2850135238001", ";1;2850135238001;x", "9 colonnes"),
        (";1;2850135238001", ";1;2850135238002", "deux colonnes du NIR"),
        ("2850135238001", "2851335238001", "forme d'un NIR"),
        ("1234567A001", "123456A001", "identifiant"),
        ("1234567A001", "1234567é001", "identifiant"),
        ("05/01/1985", "1985-01-05", "date de naissance"),
        ("05/01/1985", "30/02/1985", "date de naissance"),
        ("05/01/1985", "05/01/2026", "pas avant la date du fait"),
        ("10/01/2025", "10/02/2025", "après le jour du fichier"),
        ("10/01/2025", "", "date du fait"),
        (";1;", ";9;", "catégorie"),
        ("LE GOFF", "", "nom ou le prénom"),
        ("LE GOFF", '"LE GOFF', "guillemet"),
        ("LE GOFF", "LE\x00GOFF", "caractères de commande"),
        ("LE GOFF", "L" * 5000, "octets"),
    ],
)
def test_une_faute_a_son_motif_sans_la_valeur(avant, apres, motif):
    with pytest.raises(LigneIllisible, match=motif) as prise:
        lire_ligne(BONNE.replace(avant, apres).encode(), INSCRIPTIONS, JOUR)
    assert "GOFF" not in str(prise.value) and "28501" not in str(prise.value)


@pytest.mark.parametrize("encodage", ["utf-8", "cp1252"])
def test_les_accents_se_lisent_dans_les_deux_encodages(encodage):
    ligne = BONNE.replace("LE GOFF", "LEMAÎTRE-ŒUF").encode(encodage)
    assert lire_ligne(ligne, INSCRIPTIONS, JOUR).recherche.nom == "LEMAÎTRE-ŒUF"


def test_un_octet_sans_lettre_est_refuse():
    with pytest.raises(LigneIllisible, match="ni en UTF-8 ni en windows-1252"):
        lire_ligne(BONNE.encode().replace(b"GOFF", b"G\x81FF"), INSCRIPTIONS, JOUR)


@given(st.binary(max_size=300), st.sampled_from(list(NatureFranceTravail)))
def test_des_octets_quelconques_se_lisent_ou_disent_pourquoi(octets, nature):
    try:
        lue = lire_ligne(octets, nature, JOUR)
    except LigneIllisible as erreur:
        assert str(erreur)
    else:
        assert lue.effet <= JOUR


@given(
    st.lists(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=20), min_size=1)
)
def test_une_ligne_ecrite_se_relit(cases):
    if len(cases) == 1 and not cases[0].strip():
        return
    ecrite = ";".join('"' + case.replace('"', '""') + '"' for case in cases)
    assert champs(ecrite.encode()) == [case.strip() for case in cases]


def _ne_se_lit_qu_en_windows(nom: str) -> bool:
    """« Ã‰ » a en windows-1252 les octets de « É » en UTF-8 : rien ne dit lequel était voulu."""
    try:
        nom.encode("cp1252").decode("utf-8")
    except UnicodeDecodeError:
        return True
    return nom.isascii()


def test_un_utf8_qui_donnerait_des_commandes_est_du_windows_1252():
    lue = lire_ligne(BONNE.replace("LE GOFF", "ÂŒ").encode("cp1252"), INSCRIPTIONS, JOUR)
    assert lue.recherche.nom == "ÂŒ"


@given(
    nom=st.text(st.characters(categories=["Lu"], codec="cp1252"), min_size=1, max_size=20).filter(
        _ne_se_lit_qu_en_windows
    ),
    naissance=st.dates(date(1930, 1, 1), date(2008, 12, 31)),
    effet=st.dates(date(2009, 1, 1), JOUR),
    nature=st.sampled_from(list(NatureFranceTravail)),
    code=st.sampled_from("12345678"),
)
def test_toute_ligne_bien_formee_est_prise(nom, naissance, effet, nature, code):
    motif = ["MOTIF"] if "motif" in COLONNES[nature] else []
    cases = ["", "1234567A001", nom, nom, f"{naissance:%d/%m/%Y}", f"{effet:%d/%m/%Y}", code, *motif, ""]
    lue = lire_ligne(";".join(cases).encode("cp1252"), nature, JOUR)
    assert (lue.recherche.nom, lue.recherche.date_naissance, lue.effet, lue.code) == (
        nom,
        naissance,
        effet,
        code,
    )
    assert CODE_MOTIF.match(lue.code)


@pytest.mark.parametrize(
    ("nom", "contenu", "motif"),
    [
        ("inscriptions_202501.csv", b"", "vide"),
        ("inscriptions_202501.csv", b"\r\n", "vide"),
        ("inscriptions_202501.csv", b"PK\x03\x04xxxx", "pas un fichier texte"),
        ("inscriptions_202501.csv", ENTETE.decode().encode("utf-16"), "pas un fichier texte"),
        ("inscriptions_202501.csv", ENTETE.replace(b";", b","), "séparateur"),
        ("radiations_202501.csv", ENTETE, "9 ou 13 colonnes"),
        ("inscriptions_202501.csv", ENTETE.replace(b"prenom", b"x"), "premières colonnes"),
        ("inscriptions.csv", ENTETE, "--jour"),
        ("inscriptions_20250231.csv", ENTETE, "--jour"),
        ("fichier_202501.csv", BONNE.encode() + b"\n", "--nature"),
        ("inscriptions_202501.csv", b"x" * 10000, "ne se lit pas"),
    ],
)
def test_un_fichier_faux_est_refuse_et_dit_que_faire(tmp_path, nom, contenu, motif):
    chemin = tmp_path / nom
    chemin.write_bytes(contenu)
    with pytest.raises(FichierIllisible, match=motif):
        reconnaitre_forme(chemin)


def test_la_nature_vient_du_nom_puis_de_l_entete_et_le_mois_vaut_sa_fin(tmp_path):
    chemin = tmp_path / "pe_202502.csv"
    chemin.write_bytes(ENTETE)
    forme = reconnaitre_forme(chemin)
    assert (forme.nature, forme.jour, forme.entete) == (INSCRIPTIONS, date(2025, 2, 28), True)


def test_sans_entete_la_premiere_ligne_est_une_personne(tmp_path):
    chemin = tmp_path / "inscriptions_202501.csv"
    chemin.write_bytes(BONNE.encode())
    assert [numero for numero, _ in lire_lignes(chemin, reconnaitre_forme(chemin))] == [1]


@given(coupe=st.integers(min_value=1))
def test_un_fichier_coupe_au_milieu_d_une_ligne_est_refuse(tmp_path_factory, coupe):
    chemin = tmp_path_factory.mktemp("coupe") / "inscriptions_202501.csv"
    entier = ENTETE + (BONNE + "\r\n").encode() * 2
    coupe = len(ENTETE) + coupe % (len(entier) - len(ENTETE))
    chemin.write_bytes(entier[:coupe])
    reste = entier[:coupe].rsplit(b"\n", 1)[1]
    entiere = not reste or reste.count(b";") == 7
    try:
        lues = list(lire_lignes(chemin, reconnaitre_forme(chemin)))
    except FichierIllisible:
        assert not entiere
    else:
        assert entiere and len(lues) == entier[:coupe].count(b"\n") - 1 + bool(reste)


def test_une_ligne_demesuree_est_ecartee_sans_etre_gardee_en_memoire(tmp_path):
    chemin = tmp_path / "inscriptions_202501.csv"
    chemin.write_bytes(ENTETE + b"x" * 1_000_000 + b"\r\n" + BONNE.encode() + b"\r\n")
    lues = list(lire_lignes(chemin, reconnaitre_forme(chemin)))
    assert [numero for numero, _ in lues] == [2, 3]
    assert len(lues[0][1]) < 5000

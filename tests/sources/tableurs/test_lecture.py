"""Lire un tableur : formats, en-têtes mal écrits, cases fausses, fichiers hostiles."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from odfdo import Document, Row, Table

from jalon.sources.chargements import FichierRefuse
from jalon.sources.tableurs.cellules import TYPES, CaseFausse, lire_case
from jalon.sources.tableurs.correspondance import proposer, trouver_tableau
from jalon.sources.tableurs.lecture import lire_lignes
from jalon.sources.tableurs.natures import Champ, nature, natures
from jalon.sources.tableurs.ouverture import ouvrir_tableur

BENEFICIAIRES = nature("beneficiaires")
TITRES = ["N° de dossier", "NOM", "Prénom", "Né(e) le", "Rôle", "État du dossier", "INSEE commune"]
LIGNE = ["A1", "LE GOFF", "Anne", "05/01/1985", "Demandeuse", "ouvert", "01004"]


def csv(chemin, rangees, encodage="utf-8", separateur=";"):
    chemin.write_bytes("\r\n".join(separateur.join(rangee) for rangee in rangees).encode(encodage))
    return chemin


def xlsx(chemin, rangees, feuille="Feuille 1"):
    with xlsxwriter.Workbook(chemin) as classeur:
        page = classeur.add_worksheet(feuille)
        for rang, rangee in enumerate(rangees):
            page.write_row(rang, 0, rangee)
    return chemin


def ods(chemin, rangees):
    document = Document("spreadsheet")
    document.body.clear()
    table = Table("Feuille 1")
    for rangee in rangees:
        ligne = Row()
        ligne.set_values(rangee)
        table.append_row(ligne)
    document.body.append(table)
    document.save(chemin)
    return chemin


def lues(chemin):
    (feuille,) = ouvrir_tableur(chemin)
    tableau = trouver_tableau(feuille, BENEFICIAIRES)
    return list(lire_lignes(tableau, proposer(tableau.entete, BENEFICIAIRES)))


@pytest.mark.parametrize("ecrire", [csv, xlsx, ods])
def test_les_trois_formats_disent_la_meme_chose(tmp_path, ecrire):
    titre = ["Extraction du 31 janvier", *[""] * 6]
    (ligne,) = lues(ecrire(tmp_path / f"t.{ecrire.__name__}", [titre, TITRES, LIGNE]))
    assert ligne.valeurs["naissance"].isoformat() == "1985-01-05"
    assert {champ: ligne.valeurs[champ] for champ in ("dossier", "nom", "etat", "code_commune")} == {
        "dossier": "A1",
        "nom": "LE GOFF",
        "etat": "2",
        "code_commune": "01004",
    }
    assert (ligne.numero, [e.colonne for e in ligne.erreurs]) == (3, ["Rôle"])


@pytest.mark.parametrize(("encodage", "separateur"), [("cp1252", ";"), ("utf-8-sig", ","), ("utf-16", "\t")])
def test_un_csv_se_lit_quels_que_soient_encodage_et_separateur(tmp_path, encodage, separateur):
    (ligne,) = lues(csv(tmp_path / "t.csv", [TITRES, LIGNE], encodage, separateur))
    assert ligne.valeurs["prenom"] == "Anne"


def test_un_tableur_qui_ote_le_zero_de_tete_le_retrouve(tmp_path):
    (ligne,) = lues(xlsx(tmp_path / "t.xlsx", [TITRES, [*LIGNE[:4], "DEM", "2", 1004]]))
    assert ligne.valeurs["code_commune"] == "01004"
    assert not ligne.erreurs


def test_une_erreur_dit_la_ligne_la_colonne_pourquoi_et_que_faire_sans_la_valeur(tmp_path):
    fausse = ["", "LE GOFF", "Anne", "32/01/1985", "DEM", "vendu", "x"]
    (ligne,) = lues(csv(tmp_path / "t.csv", [TITRES, fausse]))
    assert [erreur.colonne for erreur in ligne.erreurs] == [
        "N° de dossier",
        "Né(e) le",
        "État du dossier",
        "INSEE commune",
    ]
    assert all(erreur.ligne == 2 and erreur.pourquoi and erreur.que_faire for erreur in ligne.erreurs)
    assert not any(valeur in ligne.motif for valeur in ("GOFF", "32/01", "vendu"))
    assert "GOFF" not in repr(ligne)


def test_une_correspondance_corrigee_l_emporte_et_traduit_les_codes(tmp_path):
    titres = ["Réf", "Zone A", "Zone B", "Zone C", "Statut"]
    (feuille,) = ouvrir_tableur(
        csv(tmp_path / "t.csv", [titres, ["A1", "LE GOFF", "Anne", "05/01/1985", "EN COURS"]])
    )
    with pytest.raises(FichierRefuse, match="aucune ligne de titres"):
        trouver_tableau(feuille, BENEFICIAIRES)
    colonnes = {
        "dossier": "réf",
        "nom": "ZONE A",
        "prenom": "zone b",
        "naissance": "Zone C",
        "etat": "Statut",
    }
    tableau = trouver_tableau(feuille, BENEFICIAIRES, colonnes)
    plan = proposer(tableau.entete, BENEFICIAIRES, colonnes=colonnes, codes={"etat": {"en cours": "2"}})
    (ligne,) = lire_lignes(tableau, plan)
    assert (ligne.erreurs, ligne.valeurs["etat"], ligne.valeurs["nom"]) == ((), "2", "LE GOFF")


def test_un_nom_proche_est_propose_comme_incertain():
    plan = proposer(["Numero de dosier", "nom", "prenom", "date de naisance"], BENEFICIAIRES)
    assert plan.colonnes["dossier"] == "Numero de dosier"
    assert {"dossier", "naissance"} <= plan.incertains
    assert "nom" not in plan.incertains


def test_deux_colonnes_de_meme_nom_ne_sont_qu_un_champ():
    plan = proposer(["nom", "NOM", "prénom"], BENEFICIAIRES)
    assert sorted(plan.colonnes) == ["nom", "prenom"]


@pytest.mark.parametrize(
    ("contenu", "motif"),
    [
        (b"", "vide"),
        (b"\n;;;\n", "aucune ligne"),
        (b"%PDF-1.4", "pas lu"),
        (b"PK\x03\x04tronque", "tronqué"),
        (b'a;"b\nc;d', "guillemet"),
        (b"a;b\x00", "pas un tableau"),
        (b"caf\x81;b", "ni en UTF-8"),
        (b";".join([b"x"] * 500), "colonnes"),
    ],
)
def test_un_fichier_faux_est_refuse(tmp_path, contenu, motif):
    chemin = tmp_path / "t.csv"
    chemin.write_bytes(contenu)
    with pytest.raises(FichierRefuse, match=motif):
        ouvrir_tableur(chemin)


@pytest.mark.parametrize("coupe", [30, 300, 3000])
def test_un_classeur_tronque_est_refuse(tmp_path, coupe):
    entier = xlsx(tmp_path / "t.xlsx", [TITRES, LIGNE]).read_bytes()
    (tmp_path / "t.xlsx").write_bytes(entier[:coupe])
    with pytest.raises(FichierRefuse):
        ouvrir_tableur(tmp_path / "t.xlsx")


def _archive(chemin, **fichiers):
    tampon = BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, contenu in fichiers.items():
            archive.writestr(nom.replace("__", "/").replace("_xml", ".xml"), contenu)
    chemin.write_bytes(tampon.getvalue())
    return chemin


def test_une_bombe_est_refusee(tmp_path):
    bombe = _archive(tmp_path / "t.xlsx", xl__workbook_xml=b"<a/>", xl__sheet_xml=b" " * 60_000_000)
    with pytest.raises(FichierRefuse, match="démesurée"):
        ouvrir_tableur(bombe)


def test_des_entites_xml_sont_refusees(tmp_path):
    entites = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    with pytest.raises(FichierRefuse, match="entités"):
        ouvrir_tableur(_archive(tmp_path / "t.xlsx", xl__workbook_xml=entites))


@given(st.text(max_size=60), st.sampled_from(sorted(TYPES)))
def test_toute_case_se_lit_ou_dit_que_faire(brute, genre):
    champ = Champ("x", "x", genre)
    try:
        lire_case(brute, champ, {})
    except CaseFausse as fausse:
        assert fausse.pourquoi and fausse.que_faire


@given(st.lists(st.text(max_size=20), max_size=30), st.sampled_from(sorted(natures())))
def test_proposer_n_emploie_jamais_une_colonne_deux_fois(entete, code):
    plan = proposer(entete, nature(code))
    assert len(set(plan.colonnes.values())) == len(plan.colonnes)
    assert set(plan.colonnes.values()) <= set(entete)


def test_aucun_nom_de_colonne_ne_designe_deux_champs():
    from jalon.parcours.personnes.identite import normaliser

    for connue in natures().values():
        noms = [
            normaliser(nom) for champ in connue.champs.values() for nom in set(map(normaliser, champ.noms))
        ]
        assert len(noms) == len(set(noms)), connue.code
        assert all(champ.type in TYPES for champ in connue.champs.values())

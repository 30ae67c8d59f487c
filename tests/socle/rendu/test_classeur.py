import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from lxml import etree
from python_calamine import CalamineWorkbook

from jalon.socle.rendu.blocs import Case, Colonne, Rangee, Tableau, case_texte
from jalon.socle.rendu.classeur import en_xlsx, exporter_liste, neutraliser, plages_de
from jalon.socle.rendu.classeur_libre import en_ods
from jalon.socle.rendu.feuilles import FeuilleRemplie, nom_de_feuille
from tests.socle.rendu.exemple import document

ECRIRE = {"xlsx": en_xlsx, "ods": en_ods}


def contenu(octets: bytes, nom: str) -> bytes:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        return archive.read(nom)


@pytest.mark.parametrize("format_", ["xlsx", "ods"])
def test_les_formules_ont_leur_valeur(format_):
    classeur = CalamineWorkbook.from_filelike(io.BytesIO(ECRIRE[format_](document())))
    assert classeur.sheet_names == ["Présentation", "Crédits"]
    lignes = [r for r in classeur.get_sheet_by_name("Crédits").to_python() if any(r)]
    total = next(r for r in lignes if r[0] == "TOTAL")
    assert total[1:4] == [300.3, 40.05, 60.05]
    assert next(r for r in lignes if r[0] == "=1+1")[3] == 60.05


def test_les_formules_xlsx_additionnent_les_bonnes_cases():
    xml = contenu(en_xlsx(document()), "xl/worksheets/sheet2.xml").decode()
    assert "<f>SUM(B7:B8)</f><v>300.3</v>" in xml
    assert "<f>SUM(B7)-SUM(C7)</f><v>60.05</v>" in xml
    assert 'state="frozen"' in xml


def test_les_formules_ods_portent_valeur_et_genre():
    xml = contenu(en_ods(document()), "content.xml").decode()
    assert 'table:formula="of:=SUM([.B7:.B8])" office:value-type="currency"' in xml
    assert 'office:value="300.30"' in xml
    assert "HorizontalSplitMode" in contenu(en_ods(document()), "settings.xml").decode()


@pytest.mark.parametrize("format_", ["xlsx", "ods"])
def test_un_texte_n_est_jamais_une_formule(format_):
    octets = ECRIRE[format_](document())
    if format_ == "xlsx":
        xml = contenu(octets, "xl/worksheets/sheet2.xml").decode()
        assert "1+1" not in xml and "@SUM" not in xml
    else:
        arbre = etree.fromstring(contenu(octets, "content.xml"))
        formules = arbre.xpath("//@*[local-name()='formula']")
        assert formules and all("1+1" not in f for f in formules)
        textes = arbre.xpath("//*[local-name()='table-cell'][@*[local-name()='value-type']='string']")
        assert any("=1+1" in "".join(t.itertext()) for t in textes)


@pytest.mark.parametrize("format_", ["xlsx", "ods"])
def test_les_pourcentages_et_les_entiers_sont_de_vrais_nombres(format_):
    tableau = Tableau("", [Colonne("a"), Colonne("b")])
    tableau.rangees = [
        Rangee((Case(valeur=Decimal("39.3"), format="pourcent", decimales=1), Case(valeur=Decimal(5))))
    ]
    essai = document()
    essai.blocs = [tableau]
    classeur = CalamineWorkbook.from_filelike(io.BytesIO(ECRIRE[format_](essai)))
    lignes = classeur.get_sheet_by_index(0).to_python()
    assert [v for v in lignes[-1][:2]] == [0.393, 5.0] or [0.393, 5.0] in [r[:2] for r in lignes]


def test_export_csv_neutralise_et_ecrit_en_francais():
    octets = exporter_liste(
        "liste", ["Nom", "Montant", "Jour"], [["=cmd()", Decimal("-3.50"), date(2023, 6, 30)]], "csv"
    )
    lignes = list(csv.reader(io.StringIO(octets.decode("utf-8-sig")), delimiter=";"))
    assert lignes == [["Nom", "Montant", "Jour"], ["'=cmd()", "-3,50", "30/06/2023"]]


@pytest.mark.parametrize("debut", ["=", "+", "-", "@", "\t=", "\r="])
def test_neutraliser(debut):
    assert neutraliser(f"{debut}1").startswith("'")
    assert neutraliser("a=1") == "a=1"


@pytest.mark.parametrize("format_", ["ods", "xlsx"])
def test_export_de_liste_relu(format_):
    octets = exporter_liste(
        "Une liste : 1/2", ["Nom", "Montant"], [["=1+1", Decimal("1234.50")], ["b", None]], format_
    )
    classeur = CalamineWorkbook.from_filelike(io.BytesIO(octets))
    assert [r[:2] for r in classeur.get_sheet_by_index(0).to_python()] == [
        ["Nom", "Montant"], ["=1+1", 1234.5], ["b", ""],
    ]  # fmt: skip


def test_export_d_un_format_inconnu():
    with pytest.raises(ValueError, match="csv, ods ou xlsx"):
        exporter_liste("x", [], [], "pdf")


def test_noms_de_feuilles():
    assert nom_de_feuille("a/b:c", []) == "a b c"
    assert nom_de_feuille("x" * 40, ["x" * 31]) == "x" * 29 + " 2"
    assert plages_de([5, 3, 4, 8]) == [(3, 5), (8, 8)]


def test_une_feuille_de_deux_tableaux_ne_fige_rien():
    feuille = FeuilleRemplie("f")
    for _ in range(2):
        feuille.ajouter(Tableau("", [Colonne("a")], [Rangee((case_texte("b"),))]))
    feuille.finir()
    assert feuille.entete is None

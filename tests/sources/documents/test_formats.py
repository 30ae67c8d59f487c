"""DOCX, XLSX et ODS : le même contenu donne le même relevé que le texte."""

from collections.abc import Callable
from dataclasses import asdict
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from docx import Document

from jalon.pilotage.controles.releve import Releve, Role
from jalon.sources.documents.flux import Bloc, Tableau, Texte
from jalon.sources.documents.lecture import lire_document
from jalon.sources.documents.texte import lire_texte
from tests.sources.documents.outils import (
    en_docx,
    en_ods,
    en_xlsx,
    lire,
    nombre,
    rangees_feuille,
    rapport_publie,
)

RAPPORT = """# Rapport d'exécution 2030 de la convention pauvreté

Tableau des crédits au 30/06/2031

\tMontant valorisation CD 2030\tReport 2029\tParticipation Etat 2030\tRECETTES 2030\
\tNature Dépenses\tConsommation crédits au 30/06/2031\tReports crédits sur 2031
1. Logement\t\t\t\t\t\t\t
Action 1.1 - Accueil\t10,50 €\t1,00 €\t2,00 €\t3,00 €\tParticipations A (1€) et B (1€)\t2,00 €\t1,00 €
TOTAL\t10,50 €\t1,00 €\t2,00 €\t3,00 €\t\t2,00 €\t1,00 €

# Engagement 1 : Logement

## Action 1.1 : Accueil

### 1. Description de l'action

Un lieu de repos.

- Une écoute
- Des ateliers

### 5. Budget

→Budget prévisionnel 2030

Part Etat = 3€ dont 1€ de reports 2029

→Budget exécuté au 30/06/2031

**2 €**

Dont part Etat : 2 € au titre des participations versées à A (1€) et B (1€)

### 6. Indicateurs quantitatifs

Nom de l'action\tIndicateurs\tAu 31/12/2029\tAu 31/12/2030
Accueil\ttaux de couverture\t70 %\t100 %
\trépartition\t47 publiques / 25 privées\t/
\tdélai moyen\t20,7\t21,5

### 7. Bilan d'exécution

Fréquentation en hausse.
"""


def sans_place(releve: Releve) -> dict[str, Any]:
    """Le relevé sans lignes de fichier ni nom de document : ce qui doit être égal d'un format à l'autre."""

    def oter(objet: Any) -> Any:
        if isinstance(objet, dict):
            return {
                cle: oter(v) for cle, v in objet.items() if cle not in ("ligne_fichier", "document", "brut")
            }
        if isinstance(objet, list | tuple):
            return [oter(v) for v in objet]
        return objet

    propre = oter(asdict(releve))
    for fiche in propre["fiches"]:
        for section in fiche["sections"]:
            section["lignes"] = [ligne[1] for ligne in section["lignes"]]
            section["texte"] = section["texte"].replace("*", "")
    propre["preambule"] = []
    return propre


FABRIQUES: dict[str, Callable[[list[Bloc]], bytes]] = {
    "docx": en_docx,
    "xlsx": lambda blocs: en_xlsx([list(r) for r in rangees_feuille(blocs)]),
    "ods": lambda blocs: en_ods([list(r) for r in rangees_feuille(blocs)]),
}


@pytest.mark.parametrize("format_", FABRIQUES)
def test_le_meme_contenu_donne_le_meme_releve(format_: str) -> None:
    blocs = lire_texte(RAPPORT.encode(), "essai.txt")
    attendu = sans_place(lire(RAPPORT))
    lu = sans_place(lire_document(FABRIQUES[format_](blocs), "essai"))
    assert lu["credits"] == attendu["credits"]
    assert lu["fiches"] == attendu["fiches"]
    assert (lu["exercice"], lu["modele"], lu["date_arret"]) == ("2030", "calpae", "30/06/2031")


@pytest.mark.parametrize(
    "nom", ["ille-et-vilaine-rapport-calpae-2022.txt", "cotes-d-armor-bilan-pdi-2023.txt"]
)
def test_un_rapport_publie_donne_le_meme_releve_en_docx(nom: str) -> None:
    octets = rapport_publie(nom).read_bytes()
    blocs = lire_texte(octets, nom)
    attendu = sans_place(lire_document(octets, nom))
    lu = sans_place(lire_document(en_docx(blocs), "essai.docx"))
    for partie in ("credits", "annexes", "avancement", "legende", "sommaire", "exercice", "departement"):
        assert lu[partie] == attendu[partie], partie
    for fiche, attendue in zip(lu["fiches"], attendu["fiches"], strict=True):
        for partie in ("code", "titre", "axe", "objectif", "budget_prevu", "budget_execute", "tableaux"):
            assert fiche[partie] == attendue[partie], (fiche["code"], partie)


@pytest.mark.parametrize("format_", ["xlsx", "ods"])
def test_un_rapport_publie_donne_les_memes_montants_en_classeur(format_: str) -> None:
    octets = rapport_publie("ille-et-vilaine-rapport-calpae-2022.txt").read_bytes()
    attendu = lire_document(octets, "x.txt")
    lu = lire_document(FABRIQUES[format_](lire_texte(octets, "x.txt")), "x")
    assert [v.nombre for v in lu.valeurs()] == [v.nombre for v in attendu.valeurs()]
    assert [f.code for f in lu.fiches] == [f.code for f in attendu.fiches]


def test_nombres_pourcentages_et_dates_d_un_classeur() -> None:
    rangees: list[list[object]] = [
        ["Indicateurs", "Situation au 31/12/2029", "2030"],
        ["Taux", 0.7, 1],
        ["Délai", 20.7, 0.1 + 0.2],
        ["Entrants", 6494, 0],
        ["Part", 0.393, ""],
    ]
    formats = {(1, 1): "0%", (1, 2): "0.0%", (4, 1): '0.0" "%'}
    attendu = [[70, 100], [Decimal("20.7"), Decimal("0.3")], [6494, 0], [Decimal("39.3"), None]]
    ods = [list(r) for r in rangees]
    ods[1][1:] = [(0.7, "%"), (1, "%")]
    ods[4][1] = (0.393, "%")
    for octets in (en_xlsx(rangees, formats), en_ods(ods)):
        tableau = lire_document(octets, "x").annexes[0]
        assert [[nombre(c.principal) for c in ligne.cellules] for ligne in tableau.lignes] == attendu
        taux = tableau.lignes[0].cellules[0].principal
        assert taux is not None and taux.unite == "%"
        assert tableau.lignes[0].lieu.ligne_fichier == 2


def test_montants_en_nombres_dans_un_classeur() -> None:
    entete = ["Action", "Participation Etat 2030", "Recettes", "Consommation", "Reports sortants"]
    releve = lire_document(
        en_xlsx([["Crédits 2030"], [], entete, ["Action 1.1 - A", 86775.39, 86775.39, 0, ""]]), "x.xlsx"
    )
    ligne = releve.credits[0]
    assert nombre(ligne.montants[Role.PARTICIPATION]) == Decimal("86775.39")
    assert nombre(ligne.montants[Role.EXECUTE]) == 0
    assert ligne.montants[Role.REPORT_SORTANT].nombre is None
    assert ligne.lieu.tableau == "Crédits 2030" and ligne.lieu.ligne_fichier == 4


def test_fusions_d_un_docx() -> None:
    document = Document()
    document.add_heading("Action 1.1 : A", 1)
    document.add_heading("6. Indicateurs", 2)
    table = document.add_table(rows=4, cols=4)
    for rang, textes in enumerate(
        (
            ("Nom", "Indicateurs", "2029/2030", ""),
            ("", "", "Lumen", "Presto"),
            ("Aide", "primes", "9", "0"),
            ("", "attente", "4", "/"),
        )
    ):
        for colonne, texte in enumerate(textes):
            table.cell(rang, colonne).text = texte
    table.cell(0, 2).merge(table.cell(0, 3))
    table.cell(2, 0).merge(table.cell(3, 0))
    sortie = BytesIO()
    document.save(sortie)
    tableau = lire_document(sortie.getvalue(), "x.docx").fiches[0].tableaux[0]
    assert [c.operateur for c in tableau.colonnes] == ["Lumen", "Presto"]
    assert [(x.mesure, x.libelle) for x in tableau.lignes] == [("Aide", "primes"), ("Aide", "attente")]


def test_les_titres_et_puces_d_un_docx_viennent_de_leurs_styles() -> None:
    document = Document()
    document.add_heading("Titre du rapport", 0)
    document.add_heading("Partie", 2)
    document.add_paragraph("point", style="List Bullet")
    document.add_paragraph("sous-point", style="List Bullet 2")
    document.add_paragraph("ligne\nsuite")
    sortie = BytesIO()
    document.save(sortie)
    from jalon.sources.documents.ouverture import ouvrir

    textes = [b for b in ouvrir(sortie.getvalue(), "x.docx") if isinstance(b, Texte)]
    assert [(t.clair, t.niveau, t.puce, t.colle) for t in textes] == [
        ("Titre du rapport", 1, 0, False),
        ("Partie", 2, 0, False),
        ("point", 0, 1, False),
        ("sous-point", 0, 2, False),
        ("ligne", 0, 0, False),
        ("suite", 0, 0, True),
    ]


def test_plusieurs_feuilles_se_suivent() -> None:
    assert isinstance(lire_texte(b"a\tb", "x")[0], Tableau)

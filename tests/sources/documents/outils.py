"""Petits documents d'essai et chemins des deux rapports publiés."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from docx import Document
from docx.table import _Cell
from odfdo import Cell, Row, Table
from odfdo import Document as Odf

from jalon.pilotage.controles.releve import Releve, TableauIndicateurs, Valeur
from jalon.sources.documents.flux import Bloc, Tableau, Texte
from jalon.sources.documents.lecture import lire_document

DOCUMENTS = Path(__file__).resolve().parents[4] / "shared" / "documents"

ENTETE_CREDITS = (
    "\tMontant valorisation CD 2030\tActions valorisées\tReport crédits 2029\tParticipation Etat 2030"
    "\tRECETTES ETAT 2030 + reports 2029\tNature dépenses 2030\tConsommation crédits au 30/06/2031"
    "\tReports crédits sur juillet-décembre 2031"
)


def rapport_publie(nom: str) -> Path:
    """Le chemin d'un rapport publié, ou un essai passé avec un message clair."""
    chemin = DOCUMENTS / nom
    if not chemin.exists():
        pytest.skip(f"le rapport publié {nom} n'est pas à côté du dépôt (../shared/documents)")
    return chemin


def lire(texte: str) -> Releve:
    """Le relevé d'un texte tabulé."""
    return lire_document(texte.encode(), "essai.txt")


def credits(*lignes: str) -> Releve:
    """Le relevé d'un tableau de crédits dont on donne les rangées."""
    return lire("\n".join(["Tableau des crédits", "", ENTETE_CREDITS, *lignes]))


def fiche(corps: str, titre: str = "# Action 1.1 : Essai") -> Releve:
    """Le relevé d'une fiche unique dont on donne les sections."""
    return lire(f"{titre}\n\n{corps}\n")


def nombre(valeur: Valeur | None) -> Decimal | None:
    """Le nombre d'une valeur, `None` si elle manque."""
    return None if valeur is None else valeur.nombre


def valeurs(tableau: TableauIndicateurs) -> dict[str, list[Decimal | None]]:
    """Par libellé, le chiffre principal de chaque colonne."""
    return {ligne.libelle: [nombre(c.principal) for c in ligne.cellules] for ligne in tableau.lignes}


def en_docx(blocs: list[Bloc]) -> bytes:
    """Le même contenu en traitement de texte."""
    document = Document()
    for bloc in blocs:
        if isinstance(bloc, Texte):
            _paragraphe(document, bloc)
        else:
            table = document.add_table(rows=len(bloc.rangees), cols=bloc.largeur)
            for rangee, ligne in zip(bloc.rangees, table._tbl.tr_lst, strict=True):
                for case, place in zip(rangee.cases, ligne.tc_lst, strict=False):
                    _Cell(place, table).text = case.texte
    sortie = BytesIO()
    document.save(sortie)
    return sortie.getvalue()


def _paragraphe(document: Document, bloc: Texte) -> None:
    if bloc.niveau:
        document.add_heading(bloc.clair, bloc.niveau)
    elif bloc.puce:
        document.add_paragraph(bloc.clair, style="List Bullet" if bloc.puce == 1 else "List Bullet 2")
    else:
        document.add_paragraph(bloc.clair)


def rangees_feuille(blocs: list[Bloc]) -> list[list[str]]:
    """Le même contenu en rangées de feuille : une rangée vide autour de chaque tableau."""
    rangees: list[list[str]] = []
    for bloc in blocs:
        if isinstance(bloc, Tableau):
            rangees += [[], *(r.textes for r in bloc.rangees), []]
        else:
            rangees.append([("- " if bloc.puce else "") + bloc.clair])
    return rangees


def en_xlsx(rangees: list[list[object]], formats: dict[tuple[int, int], str] | None = None) -> bytes:
    """Un classeur XLSX d'une feuille ; `formats` : format de nombre de certaines cases."""
    sortie = BytesIO()
    classeur = xlsxwriter.Workbook(sortie, {"in_memory": True})
    feuille = classeur.add_worksheet("Rapport")
    for rang, rangee in enumerate(rangees):
        for colonne, valeur in enumerate(rangee):
            if valeur == "" or valeur is None:
                continue
            code = (formats or {}).get((rang, colonne))
            cadre = classeur.add_format({"num_format": code}) if code else None
            if isinstance(valeur, str) and not valeur.startswith("="):
                feuille.write_string(rang, colonne, valeur, cadre)
            else:
                feuille.write(rang, colonne, valeur, cadre)
    classeur.close()
    return sortie.getvalue()


def en_ods(rangees: list[list[object]]) -> bytes:
    """Un classeur ODS d'une feuille ; un couple (nombre, "%") fait une case en pourcentage."""
    document = Odf("spreadsheet")
    document.body.clear()
    table = Table("Rapport")
    for rangee in rangees:
        ligne = Row()
        for valeur in rangee or [""]:
            if isinstance(valeur, tuple):
                ligne.append_cell(Cell(valeur[0], cell_type="percentage"))
            else:
                ligne.append_cell(Cell(valeur) if valeur != "" else Cell())
        table.append_row(ligne)
    document.body.append(table)
    sortie = BytesIO()
    document.save(sortie)
    return sortie.getvalue()

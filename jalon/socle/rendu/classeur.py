"""Classeurs XLSX et ODS : vrais nombres, vraies formules avec leur valeur, textes sans formule cachée."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

import xlsxwriter
from odfdo import Cell, Element, Row, Table
from odfdo import Document as DocumentOdf
from xlsxwriter.utility import xl_rowcol_to_cell

from jalon.socle.rendu.blocs import Calcul, Cellule, Document, Format, Rangee, Tableau

FORMATS_XLSX = {Format.EURO: '#,##0.00" €"', Format.POURCENT: '0.0" %"'}
INTERDITS = re.compile(r"[\[\]:*?/\\']")
DEBUT = 2
"""Rangs occupés au-dessus des données : la légende, puis les en-têtes."""


def nom_feuille(nom: str, deja: Sequence[str]) -> str:
    """Nom d'onglet permis, de 31 caractères au plus, sans doublon."""
    court = INTERDITS.sub(" ", nom).strip()[:31] or "Feuille"
    unique, rang = court, 2
    while unique in deja:
        unique, rang = f"{court[: 28 - len(str(rang))]} ({rang})", rang + 1
    return unique


def en_xlsx(document: Document) -> bytes:
    """Le classeur XLSX des tableaux d'un document."""
    sortie = io.BytesIO()
    classeur = xlsxwriter.Workbook(
        sortie, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    classeur.set_properties({"title": document.titre, "author": document.auteur})
    formats = _FormatsXlsx(classeur)
    noms: list[str] = []
    for tableau in document.tableaux():
        noms.append(nom_feuille(tableau.feuille, noms))
        _feuille_xlsx(classeur.add_worksheet(noms[-1]), tableau, formats)
    if not noms:
        classeur.add_worksheet("Vide").write_string(0, 0, "Ce document n'a pas de tableau.")
    classeur.close()
    return sortie.getvalue()


class _FormatsXlsx:
    """Formats de case, créés une fois chacun."""

    FONDS = {"rubrique": "#E3EFEB", "sous_total": "#F4F2EA", "total": "#E9E7DF"}

    def __init__(self, classeur: Any) -> None:
        self.classeur = classeur
        self.connus: dict[tuple[str, str, int], Any] = {}
        self.entete = classeur.add_format({"bold": True, "text_wrap": True, "bottom": 2, "valign": "top"})
        self.legende = classeur.add_format({"italic": True, "font_color": "#565D59"})

    def de(self, genre: str, format_: Format, decimales: int) -> Any:
        cle = (genre, format_, decimales)
        if cle not in self.connus:
            proprietes: dict[str, Any] = {"valign": "top", "text_wrap": format_ is Format.TEXTE}
            if genre in self.FONDS:
                proprietes |= {"bold": True, "bg_color": self.FONDS[genre]}
            if format_ is not Format.TEXTE:
                defaut = "#,##0" + ("." + "0" * decimales if decimales else "")
                proprietes["num_format"] = FORMATS_XLSX.get(format_, defaut)
            self.connus[cle] = self.classeur.add_format(proprietes)
        return self.connus[cle]


def _feuille_xlsx(feuille: Any, tableau: Tableau, formats: _FormatsXlsx) -> None:
    feuille.write_string(0, 0, tableau.legende, formats.legende)
    for colonne, entete in enumerate(tableau.entetes):
        feuille.write_string(1, colonne, entete, formats.entete)
        part = tableau.largeurs[colonne] if tableau.largeurs else 1
        feuille.set_column(colonne, colonne, max(12, min(60, 14 * part)))
    for rang, rangee in enumerate(tableau.rangees):
        for colonne, cellule in enumerate(rangee.cellules):
            format_ = formats.de(rangee.genre, cellule.format, cellule.decimales)
            _case_xlsx(feuille, rang + DEBUT, colonne, cellule, format_)
    feuille.freeze_panes(DEBUT, 1)
    feuille.set_landscape()
    feuille.fit_to_pages(1, 0)
    feuille.repeat_rows(1)


def _case_xlsx(feuille: Any, rang: int, colonne: int, cellule: Cellule, format_: Any) -> None:
    if cellule.nombre is not None and not cellule.suites:
        valeur = float(cellule.nombre)
        if cellule.calcul:
            feuille.write_formula(rang, colonne, "=" + formule(cellule.calcul), format_, valeur)
        else:
            feuille.write_number(rang, colonne, valeur, format_)
        return
    feuille.write_string(rang, colonne, _texte(cellule), format_)


def _texte(cellule: Cellule) -> str:
    """Texte d'une case ; une case à plusieurs chiffres les écrit tous, une case non renseignée reste vide."""
    if cellule.suites:
        return " / ".join(partie.ecrite() for partie in (cellule, *cellule.suites))
    if cellule.numerique:
        return "" if cellule.absence == "non renseigné" else cellule.absence
    return cellule.texte


def formule(calcul: Calcul) -> str:
    """Formule commune à XLSX et ODS (notation A1), sans le signe égal."""
    plus = f"SUM({_plages(calcul.plus)})"
    return f"{plus}-SUM({_plages(calcul.moins)})" if calcul.moins else plus


def _plages(cases: Sequence[tuple[int, int]]) -> str:
    """Cases réunies en plages verticales : `C3:C7,C9`."""
    triees = sorted(cases, key=lambda case: (case[1], case[0]))
    plages: list[list[tuple[int, int]]] = [[triees[0]]]
    for precedente, case in pairwise(triees):
        if case[1] == precedente[1] and case[0] == precedente[0] + 1:
            plages[-1].append(case)
        else:
            plages.append([case])
    bornes = [(p[0], p[-1]) for p in plages]
    noms = [(xl_rowcol_to_cell(a[0] + DEBUT, a[1]), xl_rowcol_to_cell(b[0] + DEBUT, b[1])) for a, b in bornes]
    return ",".join(debut if debut == fin else f"{debut}:{fin}" for debut, fin in noms)


def en_ods(document: Document) -> bytes:
    """Le classeur ODS des tableaux d'un document."""
    classeur = DocumentOdf("spreadsheet")
    classeur.body.clear()
    _styles_ods(classeur)
    noms: list[str] = []
    for tableau in document.tableaux():
        noms.append(nom_feuille(tableau.feuille, noms))
        classeur.body.append(_feuille_ods(noms[-1], tableau))
    if not noms:
        classeur.body.append(Table("Vide"))
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


STYLE_EURO = """<number:currency-style style:name="jalon-euro-n"><number:number number:decimal-places="2"
 number:min-integer-digits="1" number:grouping="true"/><number:text> </number:text>
 <number:currency-symbol number:language="fr" number:country="FR">€</number:currency-symbol>
</number:currency-style>"""
STYLE_CASE = """<style:style style:name="{nom}" style:family="table-cell"{format}>
 <style:table-cell-properties{fond}/><style:text-properties{gras}/></style:style>"""


def _styles_ods(classeur: Any) -> None:
    classeur.insert_style(Element.from_tag(STYLE_EURO), automatic=True)
    for genre, fond in {"ligne": "", **_FormatsXlsx.FONDS}.items():
        for format_ in ("", ' style:data-style-name="jalon-euro-n"'):
            nom = f"jalon-{genre}" + ("-euro" if format_ else "")
            gras = ' fo:font-weight="bold"' if fond else ""
            arriere = f' fo:background-color="{fond}"' if fond else ""
            style = STYLE_CASE.format(nom=nom, format=format_, fond=arriere, gras=gras)
            classeur.insert_style(Element.from_tag(style), automatic=True)


def _feuille_ods(nom: str, tableau: Tableau) -> Table:
    feuille = Table(nom)
    feuille.append_row(_rangee_ods(Rangee([Cellule(tableau.legende)])))
    feuille.append_row(_rangee_ods(Rangee([Cellule(entete) for entete in tableau.entetes], "total")))
    for rangee in tableau.rangees:
        feuille.append_row(_rangee_ods(rangee))
    return feuille


def _rangee_ods(rangee: Rangee) -> Row:
    rang = Row()
    for cellule in rangee.cellules:
        style = f"jalon-{rangee.genre}" + ("-euro" if cellule.format is Format.EURO else "")
        rang.append_cell(_case_ods(cellule, style))
    return rang


def _case_ods(cellule: Cellule, style: str) -> Cell:
    if cellule.nombre is None or cellule.suites:
        return Cell(_texte(cellule), style=style)
    valeur = Decimal(cellule.nombre)
    monnaie = cellule.format is Format.EURO
    case = Cell(
        valeur,
        text=cellule.ecrite(),
        cell_type="currency" if monnaie else "float",
        currency="EUR" if monnaie else None,
        style=style,
    )
    if cellule.calcul:
        case.formula = "of:=" + re.sub(
            r"([A-Z]+\d+)(?::([A-Z]+\d+))?", _reference_ods, formule(cellule.calcul)
        ).replace(",", ";")
    return case


def _reference_ods(trouve: re.Match[str]) -> str:
    return f"[.{trouve[1]}:.{trouve[2]}]" if trouve[2] else f"[.{trouve[1]}]"

"""Des blocs au classeur XLSX : vrais nombres, vrais formats, formules avec leur valeur, en-têtes figés.

Une formule porte toujours sa valeur : un lecteur qui ne recalcule pas lit le même nombre. Un texte n'est
jamais interprété comme une formule.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils import timezone
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from jalon.socle.rendu.blocs import Case, Colonne, Document, Ecart, Rangee, Somme, Tableau, case_texte
from jalon.socle.rendu.feuilles import FeuilleRemplie, LigneFeuille, feuilles_du_document
from jalon.socle.rendu.texte import propre

DEBUTS_DE_FORMULE = ("=", "+", "-", "@", "\t", "\r")
CASE_MAX = 32_000
VERT, VERT_CLAIR, GRIS, TRAIT = "#0b5d4b", "#e3efeb", "#5c635f", "#dcdad2"
Valeur = str | int | Decimal | date | datetime | None


def en_xlsx(document: Document) -> bytes:
    """Le classeur du document : une feuille par bloc `Feuille`, tableaux et textes dans l'ordre."""
    sortie = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(sortie, options) as classeur:
        classeur.set_properties(
            {"title": propre(document.couverture.titre), "author": propre(document.auteur)}
        )
        classeur.set_calc_mode("auto")
        ecrivain = _Xlsx(classeur)
        for feuille in feuilles_du_document(document):
            ecrivain.feuille(feuille)
    return sortie.getvalue()


class _Xlsx:
    def __init__(self, classeur: Any) -> None:
        self.classeur = classeur
        self.formats: dict[tuple[str, str, int], Any] = {}

    def feuille(self, contenu: FeuilleRemplie) -> None:
        feuille = self.classeur.add_worksheet(contenu.nom)
        feuille.set_default_row(15)
        if contenu.paysage:
            feuille.set_landscape()
            feuille.fit_to_pages(1, 0)
        for colonne, largeur in enumerate(contenu.largeurs):
            feuille.set_column(colonne, colonne, largeur)
        for rang, ligne in enumerate(contenu.lignes):
            self._ligne(feuille, rang, ligne, contenu)
        if contenu.entete is not None:
            feuille.freeze_panes(contenu.entete + 1, 1)
            feuille.repeat_rows(contenu.entete)

    def _ligne(self, feuille: Any, rang: int, ligne: LigneFeuille, contenu: FeuilleRemplie) -> None:
        for colonne, case in enumerate(ligne.cases):
            format_ = self._format(ligne.genre, case)
            if case.valeur is None:
                texte = propre(case.texte)[:CASE_MAX]
                if texte:
                    feuille.write_string(rang, colonne, texte, format_)
                elif ligne.genre in ("sous_total", "total", "entete"):
                    feuille.write_blank(rang, colonne, None, format_)
                continue
            valeur = float(case.valeur / 100 if case.format == "pourcent" else case.valeur)
            if formule := formule_xlsx(case, rang, colonne, ligne.debut):
                feuille.write_formula(rang, colonne, formule, format_, valeur)
            else:
                feuille.write_number(rang, colonne, valeur, format_)
            if case.note:
                feuille.write_comment(rang, colonne, propre(case.note))

    def _format(self, genre: str, case: Case) -> Any:
        nombre = "" if case.valeur is None else case.format
        manque = "manque" if case.valeur is None and any(b.ton == "manque" for b in case.brins) else ""
        cle = (genre, nombre or manque, case.decimales)
        if cle not in self.formats:
            self.formats[cle] = self.classeur.add_format(_proprietes(genre, nombre, case.decimales, manque))
        return self.formats[cle]


def _proprietes(genre: str, nombre: str, decimales: int, manque: str) -> dict[str, Any]:
    proprietes: dict[str, Any] = {"font_name": "Arial", "font_size": 10, "valign": "top", "text_wrap": True}
    if nombre:
        proprietes |= {"num_format": format_nombre(nombre, decimales), "align": "right", "text_wrap": False}
    if manque:
        proprietes |= {"font_color": GRIS, "italic": True}
    if genre == "entete":
        proprietes |= {"bold": True, "font_color": VERT, "bottom": 2, "bottom_color": VERT}
    elif genre in ("titre", "sous_titre"):
        proprietes |= {
            "bold": True, "font_color": VERT, "font_size": 14 if genre == "titre" else 11, "text_wrap": False,
        }  # fmt: skip
    elif genre == "groupe":
        proprietes |= {"bold": True, "bg_color": VERT_CLAIR, "text_wrap": False}
    elif genre in ("sous_total", "total"):
        proprietes |= {"bold": True, "top": 1 if genre == "sous_total" else 2}
    elif genre == "ligne":
        proprietes |= {"bottom": 4, "bottom_color": TRAIT}
    return proprietes


def format_nombre(genre: str, decimales: int) -> str:
    """Le format d'affichage d'un tableur pour un nombre, un montant ou un pourcentage."""
    if genre == "euro":
        return '#,##0.00\\ "€"'
    base = "#,##0" + (f".{'0' * decimales}" if decimales else "")
    return f"{base}\\ %" if genre == "pourcent" else base


def formule_xlsx(case: Case, rang: int, colonne: int, debut: int) -> str:
    """La formule d'une case ; `debut` : rang de la première rangée du tableau dans la feuille."""
    match case.formule:
        case Somme(rangs) if rangs:
            nom = xl_col_to_name(colonne)
            plages = (f"{nom}{a + debut + 1}:{nom}{b + debut + 1}" for a, b in plages_de(rangs))
            return f"=SUM({','.join(plages)})"
        case Ecart(plus, moins):
            return "=" + _somme_de(plus, rang) + (f"-{_somme_de(moins, rang)}" if moins else "")
    return ""


def _somme_de(colonnes: tuple[int, ...], rang: int) -> str:
    return f"SUM({','.join(xl_rowcol_to_cell(rang, c) for c in colonnes)})"


def plages_de(rangs: Iterable[int]) -> list[tuple[int, int]]:
    """`(3, 4, 5, 8)` → `[(3, 5), (8, 8)]`."""
    plages: list[tuple[int, int]] = []
    for rang in sorted(rangs):
        if plages and plages[-1][1] == rang - 1:
            plages[-1] = (plages[-1][0], rang)
        else:
            plages.append((rang, rang))
    return plages


def exporter_liste(
    nom: str, entetes: Sequence[str], lignes: Iterable[Sequence[Valeur]], format: str
) -> bytes:
    """Une liste d'écran en `csv`, `ods` ou `xlsx`. Lève `ValueError` pour un autre format."""
    if format == "csv":
        return _en_csv(entetes, lignes)
    from jalon.socle.rendu.classeur_libre import ods_des_feuilles

    tableau = Tableau("", [Colonne(e) for e in entetes])
    tableau.rangees = [Rangee(tuple(_case(v) for v in ligne)) for ligne in lignes]
    feuille = FeuilleRemplie.d_un_tableau(nom, tableau)
    if format == "ods":
        return ods_des_feuilles([feuille], nom)
    if format != "xlsx":
        raise ValueError(f"Le format « {format} » n'existe pas : csv, ods ou xlsx.")
    sortie = io.BytesIO()
    with xlsxwriter.Workbook(sortie, {"in_memory": True, "strings_to_formulas": False}) as classeur:
        _Xlsx(classeur).feuille(feuille)
    return sortie.getvalue()


def _case(valeur: Valeur) -> Case:
    if isinstance(valeur, Decimal):
        return Case(valeur=valeur, decimales=max(0, -int(valeur.as_tuple().exponent)))
    if isinstance(valeur, int) and not isinstance(valeur, bool):
        return Case(valeur=Decimal(valeur))
    return case_texte(_texte(valeur))


def _texte(valeur: Valeur) -> str:
    if isinstance(valeur, datetime):
        return f"{timezone.localtime(valeur) if timezone.is_aware(valeur) else valeur:%d/%m/%Y %H:%M}"
    if isinstance(valeur, date):
        return f"{valeur:%d/%m/%Y}"
    if isinstance(valeur, Decimal):
        return f"{valeur:f}".replace(".", ",")
    return "" if valeur is None else propre(valeur)


def _en_csv(entetes: Sequence[str], lignes: Iterable[Sequence[Valeur]]) -> bytes:
    sortie = io.StringIO()
    ecrivain = csv.writer(sortie, delimiter=";", lineterminator="\r\n")
    for ligne in [entetes, *lignes]:
        ecrivain.writerow([neutraliser(v) if isinstance(v, str) else _texte(v) for v in ligne])
    return sortie.getvalue().encode("utf-8-sig")


def neutraliser(texte: str) -> str:
    """Un texte de CSV qui commence comme une formule prend une apostrophe : le tableur le garde en texte."""
    sain = propre(texte)
    return f"'{sain}" if texte.startswith(DEBUTS_DE_FORMULE) else sain

"""Emporter une liste : CSV ou ODS, les mêmes lignes qu'à l'écran, sans formule cachée dans une case."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.http import Http404, HttpResponse
from django.utils import timezone
from odfdo import Cell, Document, Row, Table

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
DEBUTS_DE_FORMULE = ("=", "+", "-", "@", "\t", "\r")
Valeur = str | int | Decimal | date | datetime | None


def exporter(
    nom: str, entetes: Sequence[str], lignes: Iterable[Sequence[Valeur]], format: str
) -> HttpResponse:
    """Fichier `nom.format` à télécharger. Lève `Http404` pour un format inconnu."""
    if format not in FORMATS:
        raise Http404("Ce format d'export n'existe pas : csv ou ods.")
    octets = _en_csv(entetes, lignes) if format == "csv" else _en_ods(nom, entetes, lignes)
    reponse = HttpResponse(octets, content_type=FORMATS[format])
    reponse["Content-Disposition"] = f'attachment; filename="{nom}.{format}"'
    return reponse


def neutraliser(texte: str) -> str:
    """Un texte qui commence comme une formule reste un texte quand un tableur l'ouvre."""
    return f"'{texte}" if texte.startswith(DEBUTS_DE_FORMULE) else texte


def _en_csv(entetes: Sequence[str], lignes: Iterable[Sequence[Valeur]]) -> bytes:
    sortie = io.StringIO()
    ecrivain = csv.writer(sortie, delimiter=";", lineterminator="\r\n")
    ecrivain.writerow(entetes)
    for ligne in lignes:
        ecrivain.writerow([_texte(valeur) for valeur in ligne])
    return sortie.getvalue().encode("utf-8-sig")


def _texte(valeur: Valeur) -> str:
    if valeur is None:
        return ""
    if isinstance(valeur, datetime):
        return f"{timezone.localtime(valeur):%d/%m/%Y %H:%M}"
    if isinstance(valeur, date):
        return f"{valeur:%d/%m/%Y}"
    if isinstance(valeur, Decimal):
        return f"{valeur:f}".replace(".", ",")
    return neutraliser(str(valeur))


def _en_ods(nom: str, entetes: Sequence[str], lignes: Iterable[Sequence[Valeur]]) -> bytes:
    document = Document("spreadsheet")
    document.body.clear()
    tableau = Table(nom[:30])
    for ligne in [entetes, *lignes]:
        rangee = Row()
        for valeur in ligne:
            rangee.append_cell(_cellule(valeur))
        tableau.append_row(rangee)
    document.body.append(tableau)
    sortie = io.BytesIO()
    document.save(sortie)
    return sortie.getvalue()


def _cellule(valeur: Valeur) -> Cell:
    if isinstance(valeur, (Decimal, int)):
        return Cell(valeur)
    return Cell(_texte(valeur) if isinstance(valeur, (date, datetime)) else str(valeur or ""))

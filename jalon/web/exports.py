"""Emporter une liste : CSV ou ODS, les mêmes lignes qu'à l'écran, sans formule cachée dans une case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import Http404, HttpResponse

from jalon.socle.rendu.classeur import Valeur, exporter_liste

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}


def exporter(
    nom: str, entetes: Sequence[str], lignes: Iterable[Sequence[Valeur]], format: str
) -> HttpResponse:
    """Fichier `nom.format` à télécharger. Lève `Http404` pour un format inconnu."""
    if format not in FORMATS:
        raise Http404("Ce format d'export n'existe pas : csv ou ods.")
    octets = exporter_liste(nom, entetes, lignes, format)
    reponse = HttpResponse(octets, content_type=FORMATS[format])
    reponse["Content-Disposition"] = f'attachment; filename="{nom}.{format}"'
    return reponse

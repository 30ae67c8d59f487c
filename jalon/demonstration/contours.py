"""Des contours inventés pour les intercommunalités du département joué : un pavage."""

from __future__ import annotations

import json
from math import ceil, cos, pi, sin, sqrt

from jalon.demonstration.parcours import departement_invente
from jalon.socle.acces.models import Compte
from jalon.socle.territoire.contours import BilanContours, charger_contours
from jalon.socle.territoire.models import Contour
from jalon.socle.territoire.selectors import epci_de

SOURCE = "Contours inventés pour la démonstration"
LATITUDE, RAYON = 47.0, 0.1
"""Où le pavage commence et rayon d'un pavé, en degrés de latitude."""


def inventer_contours(*, acteur: Compte) -> BilanContours | None:
    """Un pavé par intercommunalité du département joué ; rien s'il y a déjà des contours."""
    codes = [epci.pk for epci in epci_de(departement_invente())]
    if not codes or Contour.objects.exists():
        return None
    largeur = ceil(sqrt(len(codes)))
    objets = [_pave(code, rang % largeur, rang // largeur) for rang, code in enumerate(codes)]
    contenu = json.dumps({"type": "FeatureCollection", "features": objets}).encode()
    return charger_contours(contenu=contenu, source=SOURCE, acteur=acteur)


def _pave(code: str, colonne: int, ligne: int) -> dict[str, object]:
    """Un hexagone d'un nid d'abeilles."""
    serre = cos(LATITUDE * pi / 180)
    x, y = RAYON * sqrt(3) * (colonne + 0.5 * (ligne % 2)), -RAYON * 1.5 * ligne
    angles = [pi / 6 + cote * pi / 3 for cote in range(7)]
    anneau = [[(x + RAYON * cos(a)) / serre, LATITUDE + y + RAYON * sin(a)] for a in angles]
    return {
        "type": "Feature",
        "properties": {"siren": code},
        "geometry": {"type": "Polygon", "coordinates": [anneau]},
    }

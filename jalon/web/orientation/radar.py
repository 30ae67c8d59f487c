"""Le radar d'un diagnostic, en SVG sans style : des points sur des rayons, de 1 au centre à 5 au bord."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

CENTRE, RAYON, ETIQUETTE = 200, 130, 152
Place = int | None


@dataclass(frozen=True, slots=True)
class Axe:
    """Un rayon et son étiquette ; `ancre` : le côté où le texte s'attache ; `rang` : son numéro."""

    x: float
    y: float
    tx: float
    ty: float
    ancre: str
    libelle: str
    rang: int


@dataclass(frozen=True, slots=True)
class Trace:
    """Une série : des points, reliés entre voisins ; un `contour` plein si tout est répondu."""

    libelle: str
    classe: str
    pointille: bool
    points: list[tuple[float, float]]
    segments: list[tuple[float, float, float, float]]
    contour: str


@dataclass(frozen=True, slots=True)
class Radar:
    axes: list[Axe]
    cercles: list[float]
    traces: list[Trace]


def dessiner(libelles: Sequence[str], series: Sequence[tuple[str, str, bool, Sequence[Place]]]) -> Radar:
    """`series` : (libellé, classe, pointillé, places dans l'ordre des libellés) ; une place vide se saute."""
    nombre = len(libelles)
    axes = [_axe(rang, nombre, libelle) for rang, libelle in enumerate(libelles)]
    traces = [
        _trace(libelle, classe, pointille, places, nombre) for libelle, classe, pointille, places in series
    ]
    return Radar(axes, [RAYON * n / 5 for n in range(1, 6)], [t for t in traces if t.points])


def _trace(libelle: str, classe: str, pointille: bool, places: Sequence[Place], nombre: int) -> Trace:
    places_posees = [
        None if place is None else _point(rang, nombre, RAYON * place / 5)
        for rang, place in enumerate(places)
    ]
    points = [point for point in places_posees if point is not None]
    suivants = [*places_posees[1:], *places_posees[:1]]
    segments = [
        (*ici, *ensuite) for ici, ensuite in zip(places_posees, suivants, strict=True) if ici and ensuite
    ]
    contour = " ".join(f"{x},{y}" for x, y in points) if len(points) == nombre else ""
    return Trace(libelle, classe, pointille, points, segments, contour)


def _axe(rang: int, nombre: int, libelle: str) -> Axe:
    x, y = _point(rang, nombre, RAYON)
    tx, ty = _point(rang, nombre, ETIQUETTE)
    ancre = "middle" if abs(tx - CENTRE) < 20 else "start" if tx > CENTRE else "end"
    return Axe(x, y, tx, ty, ancre, libelle, rang + 1)


def _point(rang: int, nombre: int, distance: float) -> tuple[float, float]:
    angle = 2 * math.pi * rang / nombre - math.pi / 2
    return round(CENTRE + distance * math.cos(angle), 1), round(CENTRE + distance * math.sin(angle), 1)

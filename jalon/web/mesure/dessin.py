"""Les dessins d'un indicateur, en points d'une toile fixe : courbe de tendance, étendues d'intervalles.

Chacun accompagne un tableau qui porte les mêmes nombres, et une phrase ; ses couleurs viennent de la charte.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

LARGEUR, HAUTEUR = 720, 180
GAUCHE, DROITE, HAUT, BAS = 52, 12, 14, 26
GRADUATIONS = 4


@dataclass(frozen=True, slots=True)
class Point:
    """Une période : son abscisse, son ordonnée (vide sans valeur), ce qu'elle dit."""

    x: str
    y: str
    libelle: str
    titre: str


@dataclass(slots=True)
class Courbe:
    """Segments de la ligne (elle s'interrompt où il n'y a pas de valeur), points, graduations, ruptures."""

    segments: list[str] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    graduations: list[tuple[str, str]] = field(default_factory=list)
    ruptures: list[tuple[str, str]] = field(default_factory=list)
    reperes: list[tuple[str, str, str]] = field(default_factory=list)
    """Ce qui est visé : genre, tracé par paliers, ce qu'il dit."""


@dataclass(frozen=True, slots=True)
class Repere:
    """Une valeur visée période par période (vide : rien de visé)."""

    genre: str
    titre: str
    valeurs: Sequence[Decimal | None]


def courbe(
    valeurs: Sequence[tuple[str, Decimal | None, str]],
    sommet: Decimal,
    ruptures: Sequence[tuple[int, str]],
    reperes: Sequence[Repere] = (),
) -> Courbe:
    """La courbe de `valeurs` (libellé, valeur, texte de chaque période).

    `sommet` : le haut de l'échelle, qui part de zéro.

    `ruptures` : rang de la première période d'après, et ce qui a changé.
    """
    dessin = Courbe()
    haut = _arrondi_haut(sommet)
    pas = Decimal(LARGEUR - GAUCHE - DROITE) / max(len(valeurs) - 1, 1)
    ligne: list[str] = []
    for rang, (libelle, valeur, texte) in enumerate(valeurs):
        x = f"{GAUCHE + rang * pas:.1f}"
        if valeur is None:
            _finir(dessin, ligne)
            dessin.points.append(Point(x, "", libelle, f"{libelle} : {texte}"))
            continue
        y = f"{_ordonnee(valeur, haut):.1f}"
        ligne.append(f"{x},{y}")
        dessin.points.append(Point(x, y, libelle, f"{libelle} : {texte}"))
    _finir(dessin, ligne)
    for rang in range(GRADUATIONS + 1):
        niveau = haut * rang / GRADUATIONS
        dessin.graduations.append(
            (f"{_ordonnee(niveau, haut):.1f}", f"{niveau.normalize():f}".replace(".", ","))
        )
    dessin.ruptures = [(f"{GAUCHE + (rang - Decimal('0.5')) * pas:.1f}", texte) for rang, texte in ruptures]
    dessin.reperes = [(r.genre, _paliers(r.valeurs, pas, haut), r.titre) for r in reperes]
    return dessin


def _paliers(valeurs: Sequence[Decimal | None], pas: Decimal, haut: Decimal) -> str:
    """Un trait par période, de mi-chemin à mi-chemin de ses voisines."""
    traits = []
    for rang, valeur in enumerate(valeurs):
        if valeur is not None:
            milieu = GAUCHE + rang * pas
            debut, fin = (
                max(milieu - pas / 2, Decimal(GAUCHE)),
                min(milieu + pas / 2, Decimal(LARGEUR - DROITE)),
            )
            traits.append(f"M{debut:.1f},{_ordonnee(valeur, haut):.1f}H{fin:.1f}")
    return "".join(traits)


def _finir(dessin: Courbe, ligne: list[str]) -> None:
    if len(ligne) > 1:
        dessin.segments.append(" ".join(ligne))
    ligne.clear()


def _ordonnee(valeur: Decimal, haut: Decimal) -> Decimal:
    return HAUTEUR - BAS - valeur / haut * (HAUTEUR - HAUT - BAS)


def _arrondi_haut(valeur: Decimal) -> Decimal:
    """Le premier nombre rond (4, 10, 20, 40, 100…) au moins égal, qui se divise bien en quatre."""
    if valeur <= 4:
        return Decimal(4)
    ordre = Decimal(10) ** (valeur.adjusted() - 1)
    return next(ordre * n for n in (10, 12, 16, 20, 40, 60, 80, 100, 120) if ordre * n >= valeur)

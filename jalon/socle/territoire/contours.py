"""Charger les contours des intercommunalités depuis un GeoJSON, reçu de n'importe où : rien n'y est sûr.

Les coordonnées sont des degrés (WGS 84, le seul système du format : RFC 7946). Chaque anneau est simplifié :
une carte d'écran n'a pas besoin du mètre, et une page ne doit pas peser dix mégaoctets.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, hypot, isfinite, radians
from typing import Any, NoReturn

from django.core.exceptions import ValidationError

from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.socle.territoire.models import Contour, Epci

OCTETS_MAXIMUM = 30 * 1024 * 1024
TERRITOIRES_MAXIMUM = 3_000
POINTS_MAXIMUM = 2_000_000
POINTS_PAR_ANNEAU = 300
ANNEAUX_PAR_TERRITOIRE = 40
FINESSE = 0.002
"""Écart toléré en degrés à la simplification, environ 200 mètres."""
PROPRIETES = ("code", "siren", "siren_epci", "code_epci", "code_siren", "codgeo", "id")
"""Propriétés d'un objet où chercher le SIREN de l'intercommunalité, sans tenir compte de la casse."""

Point = tuple[float, float]
Anneau = list[Point]


@dataclass(frozen=True, slots=True)
class BilanContours:
    """Contours gardés ; objets du fichier qui ne désignent aucune intercommunalité connue."""

    gardes: int
    inconnus: int


def charger_contours(*, contenu: bytes, source: str, acteur: Compte) -> BilanContours:
    """Garde le contour de chaque intercommunalité reconnue ; tout, ou rien.

    `source` : qui a dessiné ces contours, et quand. Lève `ValidationError` : fichier trop grand, illisible,
    sans aucune intercommunalité connue.
    """
    if not source.strip():
        raise ValidationError({"source": "Dites qui a dessiné ces contours, et quand."})
    connus = set(Epci.objects.values_list("pk", flat=True))
    lus: dict[str, list[Anneau]] = {}
    inconnus = 0
    for code, anneaux in _lire(contenu):
        if code in connus:
            lus.setdefault(code, []).extend(anneaux)
        else:
            inconnus += 1
    if not lus:
        raise ValidationError(
            "Aucun objet de ce fichier ne porte le SIREN d'une intercommunalité connue. Il est cherché dans "
            f"{', '.join(PROPRIETES)} : vérifiez-les, ou chargez d'abord le référentiel des communes."
        )
    with acte("charger_contours", acteur=acteur, territoires=len(lus)):
        for code, anneaux in lus.items():
            Contour.objects.update_or_create(
                territoire_id=code, defaults={"anneaux": _reduire(anneaux), "source": source.strip()[:300]}
            )
    return BilanContours(len(lus), inconnus)


def _lire(contenu: bytes) -> Iterator[tuple[str, list[Anneau]]]:
    """Code et anneaux de chaque objet du fichier. Lève `ValidationError`."""
    if len(contenu) > OCTETS_MAXIMUM:
        raise ValidationError(
            f"Ce fichier dépasse {OCTETS_MAXIMUM // 1024**2} Mo : prenez des contours simplifiés."
        )
    try:
        document = json.loads(contenu.decode("utf-8-sig"), parse_constant=_refuser_constante)
    except (ValueError, RecursionError) as erreur:
        raise ValidationError("Ce fichier n'est pas un GeoJSON lisible (JSON en UTF-8).") from erreur
    objets = document.get("features") if isinstance(document, dict) else None
    if not isinstance(objets, list) or len(objets) > TERRITOIRES_MAXIMUM:
        raise ValidationError(
            f"Un GeoJSON de contours est une collection d'au plus {TERRITOIRES_MAXIMUM} objets."
        )
    points = 0
    for rang, objet in enumerate(objets, start=1):
        anneaux = _anneaux(objet, rang)
        points += sum(map(len, anneaux))
        if points > POINTS_MAXIMUM:
            raise ValidationError("Ces contours ont trop de points : prenez une version simplifiée.")
        yield _code(objet), anneaux


def _refuser_constante(nom: str) -> NoReturn:
    raise ValueError(f"{nom} n'est pas un nombre.")


def _code(objet: dict[str, Any]) -> str:
    proprietes = objet.get("properties")
    lues: dict[str, Any] = {}
    if isinstance(proprietes, dict):
        lues = {str(cle).lower(): valeur for cle, valeur in proprietes.items()}
    lues.setdefault("id", objet.get("id"))
    trouves = [str(lues[nom]).strip() for nom in PROPRIETES if isinstance(lues.get(nom), str | int)]
    return next((texte for texte in trouves if texte.isdecimal() and len(texte) == 9), "")


def _anneaux(objet: Any, rang: int) -> list[Anneau]:
    geometrie = objet.get("geometry") if isinstance(objet, dict) else None
    geometrie = geometrie if isinstance(geometrie, dict) else {}
    genre = geometrie.get("type")
    polygones: Any = geometrie.get("coordinates")
    if genre not in ("Polygon", "MultiPolygon"):
        raise ValidationError(f"L'objet {rang} n'est pas une surface (« Polygon » ou « MultiPolygon »).")
    try:
        surfaces = polygones if genre == "MultiPolygon" else [polygones]
        return [[_point(p) for p in anneau] for surface in surfaces for anneau in surface]
    except (TypeError, ValueError, IndexError) as erreur:
        raise ValidationError(
            f"L'objet {rang} a une coordonnée illisible, ou hors des degrés de longitude et de latitude."
        ) from erreur


def _point(brut: Any) -> Point:
    longitude, latitude = brut[0], brut[1]
    if isinstance(longitude, bool) or not isinstance(longitude, int | float) or not isfinite(longitude):
        raise ValueError(longitude)
    if isinstance(latitude, bool) or not isinstance(latitude, int | float) or not isfinite(latitude):
        raise ValueError(latitude)
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise ValueError(brut)
    return float(longitude), float(latitude)


def _reduire(anneaux: list[Anneau]) -> list[Anneau]:
    """Les plus grands anneaux, simplifiés jusqu'à tenir."""
    simples = []
    for anneau in anneaux:
        finesse = FINESSE
        reduit = simplifier(anneau, finesse)
        while len(reduit) > POINTS_PAR_ANNEAU:
            finesse *= 2
            reduit = simplifier(reduit, finesse)
        if len(reduit) >= 4:
            simples.append([(round(x, 4), round(y, 4)) for x, y in reduit])
    simples.sort(key=_surface, reverse=True)
    return simples[:ANNEAUX_PAR_TERRITOIRE]


def simplifier(ligne: Anneau, finesse: float) -> Anneau:
    """La ligne sans les points à moins de `finesse` degrés de la corde (Douglas et Peucker, 1973).

    La pile remplace la récursion : une côte de cent mille points n'épuise pas celle de Python.
    """
    if len(ligne) < 5:
        return ligne
    echelle = cos(radians(ligne[0][1]))
    gardes = {0, len(ligne) // 2, len(ligne) - 1}
    pile = [(0, len(ligne) // 2), (len(ligne) // 2, len(ligne) - 1)]
    while pile:
        debut, fin = pile.pop()
        loin, ecart = 0, finesse
        for rang in range(debut + 1, fin):
            distance = _distance(ligne[rang], ligne[debut], ligne[fin], echelle)
            if distance > ecart:
                loin, ecart = rang, distance
        if loin:
            gardes.add(loin)
            pile += [(debut, loin), (loin, fin)]
    return [ligne[rang] for rang in sorted(gardes)]


def _distance(point: Point, debut: Point, fin: Point, echelle: float) -> float:
    """Distance d'un point à une corde, en degrés de latitude."""
    ax, ay = debut[0] * echelle, debut[1]
    bx, by = fin[0] * echelle - ax, fin[1] - ay
    px, py = point[0] * echelle - ax, point[1] - ay
    longueur = hypot(bx, by)
    return abs(bx * py - by * px) / longueur if longueur else hypot(px, py)


def _surface(anneau: Anneau) -> float:
    paires = zip(anneau, anneau[1:] + anneau[:1], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in paires))

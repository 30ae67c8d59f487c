"""Petits graphiques en SVG : sobres, sans fond, toujours à côté de leur tableau.

Les barres sont dessinées ici ; le reste passe par Vega-Lite.

La bibliothèque se charge au premier graphique ; elle ne survit pas à un `fork` après usage (le serveur ne
précharge pas).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from functools import lru_cache
from html import escape
from typing import Any

from jalon.socle.montants import ecrire_nombre
from jalon.socle.rendu.texte import typographie

VERT, VERT_CLAIR, OCRE, GRIS, BLEU = "#0b5d4b", "#c9ddd6", "#b45309", "#8d938f", "#1d4f7c"
COULEURS = {"vert": VERT, "ocre": OCRE, "gris": GRIS, "bleu": BLEU, "rouge": "#b3261e"}
POLICE = "Atkinson Hyperlegible"
LIBELLE_MAX = 46
# Des barres, en pixels : aire du dessin, haut sous la légende, pas d'une rangée, largeur d'une lettre.
AIRE, HAUT, RANGEE, CARACTERE = 420, 28, 19, 5.4
THEME: dict[str, Any] = {
    "font": POLICE,
    "background": None,
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 10, "titleFontSize": 10, "labelColor": "#1f2421", "titleColor": "#5c635f",
        "gridColor": "#e7e5dd", "domain": False, "ticks": False, "labelLimit": 300,
        "titleFontWeight": "normal",
    },
    "legend": {"labelFontSize": 10, "labelColor": "#1f2421", "orient": "top", "title": None},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Barre:
    """Une ligne : un total et sa part faite, en euros."""

    libelle: str
    total: Decimal
    fait: Decimal


@dataclass(frozen=True, slots=True)
class Etat:
    """Une action : son axe, son état, la famille de couleur de l'état."""

    axe: str
    etat: str
    couleur: str


def barres_execution(barres: Sequence[Barre], total: str, fait: str) -> str:
    """Une barre par ligne : le total en clair, la part faite dessus.

    Dessiné ici, sans Vega-Lite : des rectangles ne valent pas les trois quarts de seconde du premier appel.
    """
    libelles = [court(b.libelle) for b in barres]
    gauche = CARACTERE * max(map(len, libelles), default=0) + 8
    pas, sommet = _graduation(max((max(b.total, b.fait) for b in barres), default=Decimal(0)))
    bas = HAUT + RANGEE * len(barres)
    dessin = [_legende(gauche, ((total, VERT_CLAIR), (fait, VERT)))]
    for rang in range(int(sommet / pas) + 1):
        x = gauche + float(pas * rang / sommet) * AIRE
        dessin.append(f'<path d="M{x:.1f},{HAUT}V{bas}" stroke="#e7e5dd"/>')
        dessin.append(_ecrit(x, bas + 12, f"{ecrire_nombre(pas * rang)}\u00a0€", "middle"))
    for rang, (barre, libelle) in enumerate(zip(barres, libelles, strict=True)):
        y = HAUT + RANGEE * rang + 4
        dessin.append(_ecrit(gauche - 5, y + 9, libelle, "end"))
        for valeur, couleur in ((barre.total, VERT_CLAIR), (barre.fait, VERT)):
            longueur = max(float(valeur / sommet) * AIRE, 0)
            dessin.append(
                f'<rect x="{gauche:.1f}" y="{y}" width="{longueur:.1f}" height="11" fill="{couleur}"/>'
            )
    largeur, hauteur = round(gauche + AIRE + 36), bas + 18
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{largeur}" height="{hauteur}" '
        f'viewBox="0 0 {largeur} {hauteur}" font-family="{POLICE}" font-size="10">{"".join(dessin)}</svg>'
    )


def _graduation(plus_grand: Decimal) -> tuple[Decimal, Decimal]:
    """(pas, haut de l'échelle) : un pas de 1, 2 ou 5 × 10ⁿ, au plus cinq, et une valeur au moins égale."""
    if plus_grand <= 0:
        return Decimal(1), Decimal(1)
    ordre = Decimal(10) ** max(plus_grand.adjusted() - 1, 0)
    pas = next(ordre * n for n in (1, 2, 5, 10, 20, 50) if ordre * n * 5 >= plus_grand)
    return pas, pas * (plus_grand / pas).to_integral_value(ROUND_CEILING)


def _legende(x: float, entrees: Sequence[tuple[str, str]]) -> str:
    morceaux = []
    for texte, couleur in entrees:
        morceaux.append(f'<rect x="{x:.1f}" y="5" width="10" height="10" fill="{couleur}"/>')
        morceaux.append(_ecrit(x + 15, 14, texte, "start"))
        x += 32 + CARACTERE * len(texte)
    return "".join(morceaux)


def _ecrit(x: float, y: float, texte: str, ancre: str) -> str:
    return f'<text x="{x:.1f}" y="{y}" text-anchor="{ancre}" fill="#1f2421">{escape(texte)}</text>'


def avancement_par_axe(etats: Sequence[Etat]) -> str:
    """Une barre par axe, un segment par état."""
    ordre = list(dict.fromkeys(e.etat for e in etats))
    couleurs = {e.etat: COULEURS.get(e.couleur, GRIS) for e in etats}
    valeurs = [{"a": court(e.axe), "e": e.etat, "n": 1} for e in etats]
    return _svg(
        {
            "width": 420,
            "height": {"step": 26},
            "data": {"values": valeurs},
            "mark": {"type": "bar", "height": 15},
            "encoding": {
                "y": {"field": "a", "type": "nominal", "sort": None, "axis": {"title": None}},
                "x": {
                    "aggregate": "sum",
                    "field": "n",
                    "type": "quantitative",
                    "axis": {"title": "actions", "tickMinStep": 1, "format": "d"},
                },
                "color": {
                    "field": "e",
                    "type": "nominal",
                    "scale": {"domain": ordre, "range": [couleurs[e] for e in ordre]},
                },
            },
        }
    )


def tendance(points: Sequence[tuple[str, Decimal]]) -> str:
    """La suite d'un indicateur, une marque par période ; le dernier point est plein."""
    valeurs = [{"p": p, "r": r, "v": float(v), "d": r == len(points) - 1} for r, (p, v) in enumerate(points)]
    commun = {
        "x": {
            "field": "p",
            "type": "ordinal",
            "sort": {"field": "r"},
            "axis": {"title": None, "labelAngle": 0},
        },
        "y": {
            "field": "v",
            "type": "quantitative",
            "scale": {"zero": True},
            "axis": {"title": None, "tickCount": 3},
        },
    }
    return _svg(
        {
            "width": 260,
            "height": 70,
            "data": {"values": valeurs},
            "layer": [
                {"mark": {"type": "line", "color": VERT, "strokeWidth": 1.5}, "encoding": commun},
                {
                    "mark": {"type": "point", "filled": True, "size": 40},
                    "encoding": commun
                    | {"color": {"condition": {"test": "datum.d", "value": OCRE}, "value": VERT}},
                },
            ],
        }
    )


def court(texte: str) -> str:
    """Un libellé d'axe de graphique : coupé à un mot, avec des points de suspension."""
    sain = typographie(texte)
    if len(sain) <= LIBELLE_MAX:
        return sain
    return sain[: LIBELLE_MAX - 1].rsplit(" ", 1)[0] + "…"


@lru_cache(maxsize=1)
def _locales() -> tuple[dict[str, Any], dict[str, Any]]:
    import vl_convert

    nombres = vl_convert.get_format_locale("fr-FR") | {"thousands": "\u00a0"}
    return nombres, vl_convert.get_time_format_locale("fr-FR")


def _svg(specification: dict[str, Any]) -> str:
    import vl_convert

    nombres, dates = _locales()
    return str(
        vl_convert.vegalite_to_svg(
            specification, config=THEME, format_locale=nombres, time_format_locale=dates, show_warnings=False
        )
    )

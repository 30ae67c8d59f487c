"""Petits graphiques en SVG, par Vega-Lite : sobres, sans fond, toujours à côté de leur tableau.

La bibliothèque se charge au premier graphique ; elle ne survit pas à un `fork` après usage (le serveur ne
précharge pas).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from jalon.socle.rendu.texte import typographie

VERT, VERT_CLAIR, OCRE, GRIS, BLEU = "#0b5d4b", "#c9ddd6", "#b45309", "#8d938f", "#1d4f7c"
COULEURS = {"vert": VERT, "ocre": OCRE, "gris": GRIS, "bleu": BLEU, "rouge": "#b3261e"}
POLICE = "Atkinson Hyperlegible"
LIBELLE_MAX = 46
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
    """Une barre par ligne : le total en clair, la part faite dessus."""
    valeurs = []
    for rang, barre in enumerate(barres):
        libelle = court(barre.libelle)
        valeurs.append({"l": libelle, "r": rang, "v": float(barre.total), "s": total})
        valeurs.append({"l": libelle, "r": rang, "v": float(barre.fait), "s": fait})
    return _svg(
        {
            "width": 420,
            "height": {"step": 19},
            "data": {"values": valeurs},
            "mark": {"type": "bar", "height": 11},
            "encoding": {
                "y": {"field": "l", "type": "nominal", "sort": {"field": "r"}, "axis": {"title": None}},
                "x": {
                    "field": "v",
                    "type": "quantitative",
                    "stack": None,
                    "axis": {
                        "title": None,
                        "format": ",.0f",
                        "labelExpr": "datum.label + ' €'",
                        "tickCount": 5,
                    },
                },
                "color": {
                    "field": "s",
                    "type": "nominal",
                    "scale": {"domain": [total, fait], "range": [VERT_CLAIR, VERT]},
                },
            },
        }
    )


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

"""Un instant ne devient un jour que par `timezone.localdate` : à 23 h 30 UTC, Paris est déjà demain."""

from __future__ import annotations

import ast
from pathlib import Path

import jalon

RACINE = Path(jalon.__file__).parent
SANS_HEURE = {"cli", "sources/documents/classeur.py"}
"""Là, `.date()` s'applique à un jour saisi, ou à une cellule de tableur : aucun des deux n'a de fuseau."""


def jours_pris_d_un_instant(source: str) -> list[int]:
    """Lignes où `x.date()` prend le jour d'un instant sans dire son heure."""
    return [
        noeud.lineno
        for noeud in ast.walk(ast.parse(source))
        if isinstance(noeud, ast.Call)
        and not noeud.args
        and isinstance(noeud.func, ast.Attribute)
        and noeud.func.attr == "date"
    ]


def test_la_regle_voit_un_jour_pris_en_temps_universel():
    assert jours_pris_d_un_instant("a = 1\njour = contrat.signe_le.date()\n") == [2]
    assert jours_pris_d_un_instant("jour = timezone.localdate(contrat.signe_le)\n") == []


def test_tout_instant_devient_un_jour_par_l_heure_de_paris():
    fautes = {
        chemin.relative_to(RACINE).as_posix(): lignes
        for chemin in RACINE.rglob("*.py")
        if not any(chemin.relative_to(RACINE).as_posix().startswith(admis) for admis in SANS_HEURE)
        and (lignes := jours_pris_d_un_instant(chemin.read_text()))
    }
    assert fautes == {}

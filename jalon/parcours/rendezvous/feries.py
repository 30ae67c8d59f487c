"""Jours fériés (Code du travail, article L. 3133-1 ; article L. 3134-13 en Alsace et en Moselle)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

FIXES = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
LUNDI_DE_PAQUES, ASCENSION, LUNDI_DE_PENTECOTE, VENDREDI_SAINT = 1, 39, 50, -2


@lru_cache(maxsize=64)
def jours_feries(annee: int, *, alsace_moselle: bool = False) -> frozenset[date]:
    """Les jours fériés de l'année ; deux de plus en Alsace et en Moselle."""
    paques = dimanche_de_paques(annee)
    ecarts = [LUNDI_DE_PAQUES, ASCENSION, LUNDI_DE_PENTECOTE]
    fixes = [*FIXES]
    if alsace_moselle:
        ecarts.append(VENDREDI_SAINT)
        fixes.append((12, 26))
    return frozenset(
        [date(annee, mois, jour) for mois, jour in fixes] + [paques + timedelta(days=n) for n in ecarts]
    )


def dimanche_de_paques(annee: int) -> date:
    """Calcul grégorien de Meeus, Jones et Butcher."""
    a, (b, c) = annee % 19, divmod(annee, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    ligne = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * ligne) // 451
    mois, jour = divmod(h + ligne - 7 * m + 114, 31)
    return date(annee, mois, jour + 1)

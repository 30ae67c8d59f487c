"""Tirages pondérés et hasard reproductible."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Urne(Generic[T]):
    """Des valeurs et leurs poids ; `tirer` en rend une."""

    __slots__ = ("cumul", "valeurs")

    def __init__(self, couples: list[tuple[T, float]]) -> None:
        self.valeurs = [valeur for valeur, _ in couples]
        self.cumul = list(accumulate(poids for _, poids in couples))

    def tirer(self, hasard: Random) -> T:
        return hasard.choices(self.valeurs, cum_weights=self.cumul)[0]


def urne(lignes: list[list[Any]]) -> Urne[Any]:
    """Urne d'après des lignes `[valeur, poids]`, ou `[champ, …, poids]` rendues en tuples."""
    return Urne([(ligne[0] if len(ligne) == 2 else tuple(ligne[:-1]), ligne[-1]) for ligne in lignes])


def hasard(graine: int, *cle: object) -> Random:
    """Un générateur propre à cette clé : le tirage d'une lignée ne dépend d'aucune autre."""
    return Random("/".join(map(str, (graine, *cle))))  # noqa: S311 - données inventées, rien de secret


def jour_entre(hasard: Random, debut: date, fin: date) -> date:
    """Un jour au hasard, bornes comprises ; `debut` si l'intervalle est vide."""
    return debut + timedelta(days=hasard.randrange(max((fin - debut).days, 0) + 1))

"""Comment lire chaque enfant de chaque bloc : le dictionnaire, préparé pour aller vite."""

from __future__ import annotations

from typing import Any

from jalon.sources.flux_cnaf.codes import LISTES
from jalon.sources.flux_cnaf.elements import BLOCS, Element, Genre
from jalon.sources.flux_cnaf.valeurs import TABLES

BLOC, TEXTE, CODE, VALEUR = range(4)
# Par enfant : sa sorte ; les règles du bloc, la liste de codes ou la table de conversion ; s'il se répète.
Regles = dict[str, tuple[int, Any, bool]]


def _regles() -> dict[str, Regles]:
    tables: dict[str, Regles] = {nom: {} for nom in BLOCS}
    for nom, enfants in BLOCS.items():
        for element in enfants.values():
            tables[nom][element.nom] = (*_sorte(element, tables), element.repetable)
    return tables


def _sorte(element: Element, tables: dict[str, Regles]) -> tuple[int, Any]:
    if element.genre is Genre.BLOC:
        return BLOC, tables[element.nom]
    if element.genre in TABLES:
        return VALEUR, TABLES[element.genre]
    if element.nom in LISTES:
        return CODE, LISTES[element.nom]
    return TEXTE, None


REGLES = _regles()

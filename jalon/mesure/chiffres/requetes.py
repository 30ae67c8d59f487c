"""La requête d'un indicateur, écrite une fois : d'une période à l'autre, trois dates changent.

L'écrire coûte plus que la passer. Le classement l'est une fois par indicateur, avec trois dates convenues,
d'avant toute donnée, que celles de la demande remplacent ; chaque forme l'est une fois pour tous. Des essais
vérifient, pour tout le catalogue, que c'est bien la même requête.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

import ibis
import ibis.expr.types as ir

from jalon.mesure.indicateurs.declaration import COUPES, Contexte, Declaration, Genre
from jalon.mesure.indicateurs.enums import Situation

DU, AU = date(1601, 1, 1), date(1701, 1, 1)
ARRETES = {-1: date(1651, 1, 1), 0: AU, 1: date(1801, 1, 1)}
"""L'arrêté convenu est avant la fin de la période, ce jour-là, ou après : comme celui de la demande."""

CLASSES = f"classement_{secrets.token_hex(8)}"
CLASSES_CITES = re.compile(f'["`]{CLASSES}["`]')
"""Le nom sous lequel une forme lit le classement, tel que chaque dialecte le cite ; tiré au sort, aucune
valeur demandée ne peut le contenir."""

Forme = Callable[[ir.Table], ir.Table]
"""Ce qu'on demande au classement : des comptes par coupe, une page de séjours. Comparable, pour se garder."""


@dataclass(frozen=True, slots=True)
class Valeurs:
    """Les comptes de chaque case ; seulement ceux que ce genre demande."""

    genre: Genre
    par: tuple[str, ...]

    def __call__(self, t: ir.Table) -> ir.Table:
        coupes = {nom: COUPES[nom](t) for nom in self.par}
        comptes = {s.value: t.situation == s.value for s in Situation}
        mesures = {nom: t.count(where=condition) for nom, condition in comptes.items()}
        mesures |= {"somme": ibis.null("int64"), "porteurs": ibis.literal(0), "mediane": ibis.null("int64")}
        if self.genre is Genre.DELAI:
            mesures["somme"] = t.jours.sum(where=comptes["compte"])
            mesures["mediane"] = comptes["compte"].ifelse(t.jours, ibis.null("int64")).median()
        elif self.genre in (Genre.DISTINCT, Genre.MOYENNE):
            mesures["porteurs"] = t.porteur.nunique(where=comptes["compte"])
        groupes = t.group_by(**coupes) if coupes else t
        return groupes.aggregate(**mesures)


@dataclass(frozen=True, slots=True)
class Classement:
    """Le classement d'un indicateur, écrit dans un dialecte, et ses colonnes."""

    sql: str
    colonnes: ibis.Schema

    def dater(self, dates: Mapping[date, date]) -> Classement:
        sql = self.sql
        for convenue, vraie in dates.items():
            sql = sql.replace(_en_sql(convenue), _en_sql(vraie))
        return replace(self, sql=sql)


def requete(declaration: Declaration, contexte: Contexte, forme: Forme, dialecte: str) -> str:
    """Cette forme du classement de l'indicateur, dans ce dialecte."""
    return _composer(forme, classement(declaration, contexte, dialecte), dialecte)


def ecrire(declaration: Declaration, contexte: Contexte, forme: Forme, dialecte: str) -> str:
    """La même requête, sans passer par les dates convenues."""
    return _composer(forme, _ecrire(declaration, contexte, dialecte), dialecte)


def classement(declaration: Declaration, contexte: Contexte, dialecte: str) -> Classement:
    """Le classement de l'indicateur pour cette demande : le même sert à toutes les formes."""
    ordre = (contexte.arrete_au > contexte.au) - (contexte.arrete_au < contexte.au)
    convenu = replace(contexte, du=DU, au=AU, arrete_au=ARRETES[ordre])
    vraies = {DU: contexte.du, AU: contexte.au, ARRETES[ordre]: contexte.arrete_au}
    modele = _modele(declaration, convenu, dialecte)
    if modele is None:
        de_toujours = tuple(replace(d, du=date.min, au=None) for d in contexte.en_vigueur)
        modele = _modele(declaration, replace(convenu, delais=de_toujours), dialecte)
        reculs = [timedelta(days=d.delai.nombre) for d in de_toujours]
        vraies |= {AU - recul: contexte.au - recul for recul in reculs}
    return _ecrire(declaration, contexte, dialecte) if modele is None else modele.dater(vraies)


@lru_cache(maxsize=512)
def _modele(declaration: Declaration, contexte: Contexte, dialecte: str) -> Classement | None:
    """Le classement aux dates convenues ; `None` si la déclaration demande un délai en vigueur ce jour-là."""
    try:
        return _ecrire(declaration, contexte, dialecte)
    except ValueError:
        return None


def _ecrire(declaration: Declaration, contexte: Contexte, dialecte: str) -> Classement:
    table = declaration.classer(contexte)
    return Classement(str(ibis.to_sql(table, dialect=dialecte)), table.schema())


def _composer(forme: Forme, classes: Classement, dialecte: str) -> str:
    """La forme, lue sur le classement mis à la place de son nom."""
    return CLASSES_CITES.sub(lambda _: f"({classes.sql})", _forme(forme, classes.colonnes, dialecte))


@lru_cache(maxsize=512)
def _forme(forme: Forme, colonnes: ibis.Schema, dialecte: str) -> str:
    return str(ibis.to_sql(forme(ibis.table(colonnes, name=CLASSES)), dialect=dialecte))


def _en_sql(jour: date) -> str:
    return f"MAKE_DATE({jour.year}, {jour.month}, {jour.day})"

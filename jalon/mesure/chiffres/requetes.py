"""La requête d'un indicateur, écrite une fois : d'une période à l'autre, trois dates changent.

L'écrire coûte plus que la passer. Elle l'est avec trois dates convenues, d'avant toute donnée, que celles de
la demande remplacent ; un essai vérifie, pour tout le catalogue, que c'est bien la même requête.
"""

from __future__ import annotations

from collections.abc import Callable
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


def requete(declaration: Declaration, contexte: Contexte, forme: Forme, dialecte: str) -> str:
    """Cette forme du classement de l'indicateur, dans ce dialecte."""
    ordre = (contexte.arrete_au > contexte.au) - (contexte.arrete_au < contexte.au)
    convenu = replace(contexte, du=DU, au=AU, arrete_au=ARRETES[ordre])
    vraies = {DU: contexte.du, AU: contexte.au, ARRETES[ordre]: contexte.arrete_au}
    modele = _modele(declaration, convenu, forme, dialecte)
    if modele is None:
        de_toujours = tuple(replace(d, du=date.min, au=None) for d in contexte.en_vigueur)
        modele = _modele(declaration, replace(convenu, delais=de_toujours), forme, dialecte)
        reculs = [timedelta(days=d.delai.nombre) for d in de_toujours]
        vraies |= {AU - recul: contexte.au - recul for recul in reculs}
    if modele is None:
        return ecrire(declaration, contexte, forme, dialecte)
    for convenue, vraie in vraies.items():
        modele = modele.replace(_en_sql(convenue), _en_sql(vraie))
    return modele


def ecrire(declaration: Declaration, contexte: Contexte, forme: Forme, dialecte: str) -> str:
    """La même requête, sans passer par les dates convenues."""
    return str(ibis.to_sql(forme(declaration.classer(contexte)), dialect=dialecte))


@lru_cache(maxsize=512)
def _modele(declaration: Declaration, contexte: Contexte, forme: Forme, dialecte: str) -> str | None:
    """La requête aux dates convenues ; `None` si la déclaration demande un délai en vigueur ce jour-là."""
    try:
        return ecrire(declaration, contexte, forme, dialecte)
    except ValueError:
        return None


def _en_sql(jour: date) -> str:
    return f"MAKE_DATE({jour.year}, {jour.month}, {jour.day})"

"""Du texte d'un champ à sa valeur. Chaque table retient ce qu'elle a déjà converti : un flux se répète
beaucoup.

Un champ vide ou de blancs rend `None` : la CNAF remplit de blancs ce qu'elle ne renseigne pas.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any

from jalon.sources.flux_cnaf.elements import Genre
from jalon.sources.flux_cnaf.erreurs import ValeurIllisible

RETENUS_MAX = 20_000
MONTANT = re.compile(r"[+-]?[0-9]{1,13}(?:\.[0-9]{0,6})?|[+-]?\.[0-9]{1,6}")
ENTIER = re.compile(r"[+-]?[0-9]{1,15}")
BOOLEENS = {"0": False, "1": True, "false": False, "true": True}
ATTENDUS = {
    Genre.DATE: "date attendue",
    Genre.HEURE: "heure attendue",
    Genre.BOOLEEN: "indicateur 0 ou 1 attendu",
    Genre.ENTIER: "nombre entier attendu",
    Genre.MONTANT: "montant attendu",
}


class Table(dict[str | None, Any]):
    """Texte → valeur, calculée une fois. Lève `ValeurIllisible`."""

    def __init__(self, convertir: Callable[[str], Any]) -> None:
        super().__init__({None: None})
        self._convertir = convertir

    def __missing__(self, texte: str) -> Any:
        propre = texte.strip()
        valeur = self._convertir(propre) if propre else None
        if len(self) < RETENUS_MAX:
            self[texte] = valeur
        return valeur


def _date(texte: str) -> date:
    if len(texte) != 10 or texte[4] != "-" or texte[7] != "-":
        raise ValeurIllisible
    try:
        return date.fromisoformat(texte)
    except ValueError:
        pass
    raise ValeurIllisible


def _heure(texte: str) -> time:
    if len(texte) < 8 or texte[2] != ":" or texte[5] != ":":
        raise ValeurIllisible
    try:
        return time.fromisoformat(texte)
    except ValueError:
        pass
    raise ValeurIllisible


def _booleen(texte: str) -> bool:
    valeur = BOOLEENS.get(texte)
    if valeur is None:
        raise ValeurIllisible
    return valeur


def _entier(texte: str) -> int:
    if ENTIER.fullmatch(texte) is None:
        raise ValeurIllisible
    return int(texte)


def _montant(texte: str) -> Decimal:
    if MONTANT.fullmatch(texte) is None:
        raise ValeurIllisible
    try:
        return Decimal(texte)
    except InvalidOperation:
        pass
    raise ValeurIllisible


TABLES: dict[Genre, Table] = {
    Genre.DATE: Table(_date),
    Genre.HEURE: Table(_heure),
    Genre.BOOLEEN: Table(_booleen),
    Genre.ENTIER: Table(_entier),
    Genre.MONTANT: Table(_montant),
}

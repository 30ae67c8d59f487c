"""Différence lisible entre deux textes : mots ôtés, mots ajoutés, le reste tel quel."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

MORCEAUX = re.compile(r"\s+|[^\s]+")
LONGUEUR_MAX = 6000
"""Au-delà de ce nombre de mots, la comparaison se fait ligne à ligne."""


@dataclass(frozen=True, slots=True)
class Morceau:
    """Un bout de texte. `sort` : `garde`, `ote` ou `ajoute`."""

    sort: str
    texte: str


def difference(avant: str, apres: str) -> list[Morceau]:
    """Les morceaux qui font passer d'`avant` à `apres`, dans l'ordre de lecture."""
    a, b = _decouper(avant), _decouper(apres)
    if len(a) + len(b) > LONGUEUR_MAX:
        a, b = avant.splitlines(keepends=True), apres.splitlines(keepends=True)
    morceaux: list[Morceau] = []
    for operation, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if operation == "equal":
            morceaux.append(Morceau("garde", "".join(a[a1:a2])))
            continue
        if a2 > a1:
            morceaux.append(Morceau("ote", "".join(a[a1:a2])))
        if b2 > b1:
            morceaux.append(Morceau("ajoute", "".join(b[b1:b2])))
    return morceaux


def _decouper(texte: str) -> list[str]:
    return MORCEAUX.findall(texte)

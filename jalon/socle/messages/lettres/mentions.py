"""Les mentions légales, lues dans `mentions.toml` : code, texte, source, dates."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

FICHIER = Path(__file__).with_name("mentions.toml")


@dataclass(frozen=True, slots=True)
class Mention:
    """Une mention et la règle qui l'impose ; `au` est exclu, `None` tant qu'elle est en vigueur."""

    code: str
    titre: str
    texte: str
    source: str
    du: date
    au: date | None = None


@lru_cache(maxsize=1)
def mentions() -> tuple[Mention, ...]:
    """Toutes les mentions, toutes leurs rédactions."""
    lues = tomllib.loads(FICHIER.read_text(encoding="utf-8"))["mention"]
    return tuple(
        Mention(m["code"], m["titre"], m["texte"].strip(), m["source"], m["du"], m.get("au")) for m in lues
    )


def mention(code: str, jour: date) -> Mention:
    """La rédaction en vigueur ce jour-là. Lève `LookupError` si ce code n'existe pas ce jour-là."""
    for lue in mentions():
        if lue.code == code and lue.du <= jour and (lue.au is None or jour < lue.au):
            return lue
    raise LookupError(f"Aucune mention « {code} » n'est en vigueur le {jour:%d/%m/%Y}.")


def titres(codes: Sequence[str]) -> list[str]:
    """Les titres de ces mentions, pour les nommer à l'écran."""
    connus = {lue.code: lue.titre for lue in mentions()}
    return [connus.get(code, code) for code in codes]

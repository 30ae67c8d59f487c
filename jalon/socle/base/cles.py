"""Clés : une neuve ; celle d'un objet ou elle-même ; un tableau de clés pour la base."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, overload
from uuid import UUID

if TYPE_CHECKING:
    from jalon.socle.base.contexte import AvecCle


def cle_neuve() -> UUID:
    """Une clé neuve (UUID version 7) : ce qui naît ensemble se range ensemble dans les index."""
    return UUID(int=_nombre())


def cle_en_texte() -> str:
    """Les 32 chiffres d'une clé neuve."""
    return f"{_nombre():032x}"


def _nombre() -> int:
    """Six octets de millisecondes et leur fraction, puis 62 bits au hasard."""
    millisecondes, reste = divmod(time.time_ns(), 1_000_000)
    debut = millisecondes << 16 | 7 << 12 | (reste << 12) // 1_000_000
    return debut << 64 | 2 << 62 | int.from_bytes(os.urandom(8)) >> 2


@overload
def cle_de(objet: AvecCle | UUID) -> UUID: ...
@overload
def cle_de(objet: AvecCle | UUID | None) -> UUID | None: ...
def cle_de(objet: AvecCle | UUID | None) -> UUID | None:
    """La clé d'un objet, ou elle-même ; `None` reste `None`."""
    return objet if isinstance(objet, UUID) or objet is None else objet.pk


def en_tableau(cles: Iterable[UUID]) -> str:
    """Texte d'un `uuid[]`, en un seul paramètre : le pilote met longtemps à adapter une longue liste."""
    return "{" + ",".join([cle.hex for cle in cles]) + "}"

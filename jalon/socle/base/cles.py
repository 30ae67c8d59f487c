"""Clés : celle d'un objet ou elle-même ; un tableau de clés pour la base."""

from __future__ import annotations

from collections.abc import Iterable
from typing import overload
from uuid import UUID

from jalon.socle.base.contexte import AvecCle


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

"""Lire ce qu'une requête écrit, sans jamais lever : illisible vaut absent."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.dateparse import parse_date

TOUTES_ANNEES = range(1, 10_000)


def lire_jour(texte: str, annees: range = TOUTES_ANNEES) -> date | None:
    """Un jour écrit AAAA-MM-JJ, dans ces années."""
    try:
        lu = parse_date(texte[:10])
    except ValueError:
        return None
    return lu if lu and lu.year in annees else None


def lire_cle(texte: str) -> UUID | None:
    """Un identifiant ; `None` s'il n'en a pas la forme."""
    try:
        return UUID(texte)
    except ValueError:
        return None

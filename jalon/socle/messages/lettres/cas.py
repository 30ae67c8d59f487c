"""Essayer un texte sur un cas réel : chaque pièce dit quels dossiers ont cette lettre, et ce qui y est dit.

La base ne rend que les dossiers du périmètre de qui regarde : un cas d'ailleurs ne se propose ni ne s'ouvre.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from jalon.socle.acces.models import Compte

NOMBRE = 20
"""Cas proposés, les plus récents d'abord."""


@dataclass(frozen=True, slots=True)
class Cas:
    """Un dossier où cette lettre a un sens : la clé de son objet, la personne, le jour du fait."""

    cle: UUID
    personne: UUID
    jour: date


Proposer = Callable[[str, UUID | None, int], Iterable[Cas]]
"""Reçoit le type, l'organisation (ou `None`), un nombre ; rend les cas visibles, le plus récent d'abord."""
Contexte = Callable[[str, UUID, Compte, date], tuple[UUID, Mapping[str, str]] | None]
"""Reçoit le type, la clé d'un cas, le lecteur, le jour ; rend la personne et ses variables, ou `None`.

Lève `ValidationError` si une donnée manque au dossier (adresse inconnue…).
"""

_sources: dict[str, tuple[Proposer, Contexte]] = {}


def enregistrer(types: Iterable[str], proposer: Proposer, contexte: Contexte) -> None:
    """Déclare d'où viennent les cas de ces types de lettres (dans `apps.py` de la pièce)."""
    _sources.update(dict.fromkeys(types, (proposer, contexte)))


def cas_proposes(type: str, organisation: UUID | None) -> list[Cas]:
    """Les derniers cas visibles pour ce type ; aucun si la pièce n'en propose pas."""
    source = _sources.get(type)
    return list(source[0](type, organisation, NOMBRE)) if source else []


def contexte_du_cas(
    type: str, cle: UUID, lecteur: Compte, jour: date
) -> tuple[UUID, Mapping[str, str]] | None:
    """La personne du cas et les variables de sa lettre ; `None` s'il n'est pas visible."""
    source = _sources.get(type)
    return source[1](type, cle, lecteur, jour) if source else None

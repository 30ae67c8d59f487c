"""Avant d'envoyer : ce que chaque pièce a à dire sur les objets dont parlent les messages.

Un rappel de rendez-vous ne part pas si le rendez-vous n'existe plus, même si personne n'a pensé à l'annuler.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from uuid import UUID

Verificateur = Callable[[Collection[UUID]], set[UUID]]
"""Reçoit des cibles, rend celles pour lesquelles un message a encore un sens."""

_verificateurs: dict[str, Verificateur] = {}


def enregistrer(objet: str, fonction: Verificateur) -> None:
    """Déclare le vérificateur d'un objet (dans `apps.py` de la pièce). Lève `ValueError` s'il est pris."""
    if _verificateurs.get(objet, fonction) is not fonction:
        raise ValueError(f"L'objet « {objet} » a déjà un vérificateur.")
    _verificateurs[objet] = fonction


def encore_valables(objet: str, cibles: Collection[UUID]) -> set[UUID]:
    """Les cibles encore valables ; toutes, si l'objet n'a pas de vérificateur."""
    verificateur = _verificateurs.get(objet)
    return set(cibles) if verificateur is None else verificateur(cibles) & set(cibles)

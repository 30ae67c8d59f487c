"""Les rubriques que les autres pièces du parcours ajoutent à l'export du dossier d'une personne."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from jalon.socle.acces.models import Compte

Rassembler = Callable[[UUID, Compte], Any]
"""Personne, lecteur → contenu simple (listes, dictionnaires, dates, nombres), lu par la pièce."""

_rubriques: dict[str, tuple[str, Rassembler]] = {}


def enregistrer(nom: str, mention: str, rassembler: Rassembler) -> None:
    """Ajoute une rubrique (dans `apps.py` de la pièce). Lève `ValueError` si le nom est pris."""
    if nom in _rubriques and _rubriques[nom][1] is not rassembler:
        raise ValueError(f"La rubrique « {nom} » existe déjà.")
    _rubriques[nom] = (mention, rassembler)


def mentions() -> dict[str, str]:
    """Ce que porte chaque rubrique ajoutée."""
    return {nom: mention for nom, (mention, _) in _rubriques.items()}


def rassembler_rubriques(personne: UUID, lecteur: Compte) -> dict[str, Any]:
    """Le contenu de chaque rubrique ajoutée, tel que le lecteur a le droit de le voir."""
    return {nom: rassembler(personne, lecteur) for nom, (_, rassembler) in _rubriques.items()}

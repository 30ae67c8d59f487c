"""Des engagements tout prêts, par domaine : on en choisit un, on le réécrit avec la personne."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jalon.parcours.contrats.enums import Domaine, Partie

FICHIER = Path(__file__).resolve().parent / "donnees" / "suggestions.json"


@dataclass(frozen=True, slots=True)
class Suggestion:
    partie: Partie
    libelle: str


@lru_cache(maxsize=1)
def suggestions() -> dict[Domaine, tuple[Suggestion, ...]]:
    """Les suggestions de chaque domaine, dans l'ordre des domaines."""
    lues = json.loads(FICHIER.read_text())
    return {
        domaine: tuple(Suggestion(Partie(s["partie"]), s["libelle"]) for s in lues.get(domaine.value, ()))
        for domaine in Domaine
    }

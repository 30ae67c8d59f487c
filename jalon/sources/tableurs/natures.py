"""Ce qu'un tableau peut porter : ses champs, leurs types et les noms de colonnes sous lesquels ils viennent.

Chaque nature est un fichier de données `natures/<code>.toml` ; en ajouter une ne demande aucun code.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

DOSSIER = Path(__file__).parent / "natures"


@dataclass(frozen=True, slots=True)
class Champ:
    """Un champ : `type` est une clé de `cellules.TYPES` ; `valeurs` : code → façons de l'écrire."""

    code: str
    libelle: str
    type: str = "texte"
    obligatoire: bool = False
    synonymes: tuple[str, ...] = ()
    valeurs: MappingProxyType[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    longueur: int = 254

    @property
    def noms(self) -> tuple[str, ...]:
        """Tous les noms de colonne admis, le code compris."""
        return (self.code, self.libelle, *self.synonymes)


@dataclass(frozen=True, slots=True)
class Nature:
    code: str
    libelle: str
    champs: MappingProxyType[str, Champ]

    @property
    def obligatoires(self) -> tuple[Champ, ...]:
        return tuple(champ for champ in self.champs.values() if champ.obligatoire)


@lru_cache
def nature(code: str) -> Nature:
    """Une nature par son code. Lève `KeyError`."""
    return natures()[code]


@lru_cache(maxsize=1)
def natures() -> MappingProxyType[str, Nature]:
    """Toutes les natures, par code."""
    lues = {chemin.stem: _lire(chemin) for chemin in sorted(DOSSIER.glob("*.toml"))}
    return MappingProxyType(lues)


def _lire(chemin: Path) -> Nature:
    contenu = tomllib.loads(chemin.read_text("utf-8"))
    champs = {code: _champ(code, valeurs) for code, valeurs in contenu["champs"].items()}
    return Nature(chemin.stem, contenu["libelle"], MappingProxyType(champs))


def _champ(code: str, valeurs: dict[str, Any]) -> Champ:
    listes = {cle: tuple(ecrites) for cle, ecrites in valeurs.pop("valeurs", {}).items()}
    synonymes = tuple(valeurs.pop("synonymes", ()))
    return Champ(code=code, synonymes=synonymes, valeurs=MappingProxyType(listes), **valeurs)

"""Les logiciels métier dont Jalon propose la correspondance : un fichier de données par logiciel."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from jalon.parcours.personnes.enums import NatureFait

DOSSIER = Path(__file__).parent / "systemes"


@dataclass(frozen=True, slots=True)
class Systeme:
    """Un logiciel : `colonnes` par nature de fait, champ → nom de colonne."""

    code: str
    libelle: str
    colonnes: MappingProxyType[NatureFait, dict[str, str]]


@lru_cache(maxsize=1)
def systemes() -> MappingProxyType[str, Systeme]:
    """Tous les logiciels, par code."""
    return MappingProxyType({chemin.stem: _lire(chemin) for chemin in sorted(DOSSIER.glob("*.toml"))})


def code_nature(nature: NatureFait) -> str:
    """Code de la nature de tableau qui porte ces faits."""
    return f"fait_{nature.value}"


def _lire(chemin: Path) -> Systeme:
    contenu = tomllib.loads(chemin.read_text("utf-8"))
    colonnes = {NatureFait(code): dict(champs) for code, champs in contenu.get("natures", {}).items()}
    return Systeme(chemin.stem, contenu["libelle"], MappingProxyType(colonnes))

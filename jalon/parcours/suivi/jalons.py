"""Les jalons d'une personne : chaque pièce donne les siens, datés, et la ligne de vie les réunit.

    jalons.enregistrer("contrats", contrats_de)

`contrats_de(personne)` rend des `Jalon` ; la base n'en montre que ce que le lecteur, ou la personne par son
lien, a le droit de voir.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Jalon:
    """Un fait daté. `nature` : son sujet ; `prevu` : il n'a pas encore eu lieu ; `montre` : la personne le
    lit dans son carnet, sous le nom `pour_elle` ; `adresse` : nom d'adresse et clé de sa page, s'il en a une.
    """

    jour: date
    nature: str
    libelle: str
    detail: str = ""
    prevu: bool = False
    montre: bool = False
    pour_elle: str = ""
    adresse: tuple[str, UUID] | None = None


Donner = Callable[[UUID], Iterable[Jalon]]

_sources: dict[str, Donner] = {}


def enregistrer(type: str, donner: Donner) -> None:
    """Ajoute les jalons d'une pièce (dans son `apps.py`). Lève `ValueError` si le nom est pris."""
    if _sources.setdefault(type, donner) is not donner:
        raise ValueError(f"Les jalons « {type} » existent déjà.")


def types() -> tuple[str, ...]:
    """Les sources de jalons connues."""
    return tuple(_sources)


def jalons_de(personne: UUID) -> list[Jalon]:
    """Tous ses jalons visibles, du plus récent au plus ancien ; une requête au plus par source ou deux."""
    reunis = [jalon for donner in _sources.values() for jalon in donner(personne)]
    return sorted(reunis, key=lambda jalon: (jalon.jour, jalon.nature, jalon.libelle), reverse=True)

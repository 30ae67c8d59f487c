"""Ce que la lecture rend : une tranche d'octets par foyer, puis un foyer lu ou un rejet.

Les représentations (`repr`) taisent octets et valeurs : ils peuvent finir dans un journal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from jalon.sources.flux_cnaf.elements import Dialecte
from jalon.sources.flux_cnaf.encodage import Encodage


class Tranche(NamedTuple):
    """Les octets d'un foyer, de `<InfosFoyerRSA>` à `</InfosFoyerRSA>`.

    `ligne` est la première du foyer ; `decalage` sa place en octets dans le fichier décompressé, -1 si le
    vrai analyseur a dû le découper ; `empreinte` un blake2b de 16 octets ; `dossier` le NUMDEMRSA et
    `departement` l'IDEPARTE lus sans analyse, vides s'ils ne s'y trouvent pas.
    """

    rang: int
    ligne: int
    decalage: int
    octets: bytes
    empreinte: bytes
    dossier: str
    departement: str
    encodage: Encodage
    dialecte: Dialecte = Dialecte.VRSB

    def __repr__(self) -> str:
        return f"Tranche(rang={self.rang}, ligne={self.ligne}, {len(self.octets)} octets)"


@dataclass(frozen=True, slots=True)
class FoyerLu:
    """Un foyer analysé.

    `donnees` : dictionnaires imbriqués aux noms CNAF ; un bloc ou un champ répétable est une liste, un
    élément
    absent ou vide n'a pas de clé. `inconnus` : chemin → valeurs gardées, dans l'ordre. `codes_inconnus` :
    champ →
    codes absents de sa liste, gardés aussi dans `donnees`.
    """

    tranche: Tranche
    dossier: str
    donnees: dict[str, Any] = field(repr=False)
    inconnus: dict[str, list[str]] = field(repr=False)
    codes_inconnus: dict[str, list[str]] = field(repr=False)

    @property
    def ligne(self) -> int:
        return self.tranche.ligne

    @property
    def empreinte(self) -> bytes:
        return self.tranche.empreinte

    @property
    def personnes(self) -> list[dict[str, Any]]:
        """Les personnes du foyer, dans l'ordre du fichier."""
        personnes: list[dict[str, Any]] = self.donnees["Personne"]
        return personnes


@dataclass(frozen=True, slots=True)
class Rejet:
    """Un dossier qui ne peut pas être pris tel quel ; ses octets sont gardés pour être rejoués."""

    dossier: str
    motif: str
    ligne: int
    octets: bytes = field(repr=False)
    rang: int
    empreinte: bytes

"""Ce qui décide d'une simulation : taille, mois, graine, territoire, et le modèle lu en données."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

DONNEES = Path(__file__).parent
COMMUNES = Path("node_modules/@etalab/decoupage-administratif/data/communes.json")
CHANGEMENTS = 0.35  # un tiers des foyers déclare ses ressources chaque mois, et quelques faits en plus


class ReglageImpossible(ValueError):
    """Un réglage demandé ne peut pas donner de département."""


@dataclass(frozen=True, slots=True)
class Commune:
    """Une commune du référentiel : code INSEE, nom, un code postal, population municipale en habitants."""

    code: str
    nom: str
    code_postal: str
    population: int


@dataclass(frozen=True, slots=True)
class Reglages:
    """Une simulation entière : mêmes réglages, mêmes octets.

    `mois` est le premier jour du premier mois ; `changements` la part visée de foyers dont les octets
    diffèrent d'un mois au suivant (0 à 0,4) ; `quotidiens` ajoute les fichiers infra-mensuels.
    """

    foyers: int
    mois: date
    communes: tuple[Commune, ...]
    departement: str
    nombre_mois: int = 1
    graine: int = 1
    changements: float = CHANGEMENTS
    dialecte: str = "vrsb"
    quotidiens: bool = False
    format: str = "xml"
    encodage: str = "ISO-8859-1"
    poids: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.foyers < 1 or self.nombre_mois < 1:
            raise ReglageImpossible("Il faut au moins un foyer et un mois.")
        if not self.communes:
            raise ReglageImpossible(f"Aucune commune pour le département {self.departement}.")
        if not 0 <= self.changements <= 0.4:
            raise ReglageImpossible("La part de foyers changés va de 0 à 0,4.")
        cumul, total = [], 0
        for commune in self.communes:
            total += max(commune.population, 20)
            cumul.append(total)
        object.__setattr__(self, "poids", tuple(cumul))

    @property
    def partenaire(self) -> str:
        """IDEPARTE : le code du département sur trois caractères."""
        return self.departement.zfill(3)

    def mois_numero(self, rang: int) -> date:
        """Premier jour du mois de rang donné, 0 pour le premier."""
        return ajouter_mois(self.mois, rang)


def ajouter_mois(jour: date, nombre: int) -> date:
    """Premier jour du mois situé `nombre` mois après (avant, si négatif) celui de `jour`."""
    rang = jour.year * 12 + jour.month - 1 + nombre
    return date(rang // 12, rang % 12 + 1, 1)


def fin_de_mois(jour: date) -> date:
    """Dernier jour du mois de `jour`."""
    return ajouter_mois(jour, 1) - timedelta(days=1)


@cache
def modele() -> dict[str, Any]:
    """Parts, probabilités et montants (`modele.toml`)."""
    return tomllib.loads((DONNEES / "modele.toml").read_text(encoding="utf-8"))


@cache
def listes() -> dict[str, list[str]]:
    """Noms, prénoms, voies (`noms.toml`)."""
    return tomllib.loads((DONNEES / "noms.toml").read_text(encoding="utf-8"))


def lire_communes(departement: str, fichier: Path = COMMUNES) -> tuple[Commune, ...]:
    """Les communes actuelles du département, par code INSEE.

    Source : paquet @etalab/decoupage-administratif, celui dont vient le référentiel du produit. Lève
    `ReglageImpossible` si le fichier manque ou si le département n'y est pas.
    """
    try:
        lignes = json.loads(fichier.read_text(encoding="utf-8"))
    except (OSError, ValueError) as erreur:
        raise ReglageImpossible(
            f"Le référentiel des communes {fichier} ne se lit pas : « make statiques » l'installe."
        ) from erreur
    communes = tuple(
        Commune(ligne["code"], ligne["nom"], ligne["codesPostaux"][0], ligne.get("population") or 0)
        for ligne in lignes
        if ligne.get("type") == "commune-actuelle"
        and ligne.get("departement") == departement
        and ligne.get("codesPostaux")
    )
    if not communes:
        raise ReglageImpossible(f"Aucune commune du référentiel n'est dans le département « {departement} ».")
    return tuple(sorted(communes, key=lambda commune: commune.code))

"""La période : bornes incluses et genre. Sans libellé : deux libellés peuvent dire la même période."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Genre(StrEnum):
    """Genre d'une période ; `situation` est un stock à une date (`debut == fin`)."""

    ANNEE = "annee"
    SEMESTRE = "semestre"
    TRIMESTRE = "trimestre"
    MOIS = "mois"
    ANNEE_SCOLAIRE = "annee_scolaire"
    SAISON = "saison"
    SITUATION = "situation"
    INTERVALLE = "intervalle"


@dataclass(frozen=True, slots=True, order=True)
class Periode:
    """Une période datée, bornes incluses."""

    debut: date
    fin: date
    genre: Genre = Genre.INTERVALLE

    def __post_init__(self) -> None:
        if self.fin < self.debut:
            raise ValueError("la période finit avant de commencer")

    def contient(self, autre: Periode) -> bool:
        return self.debut <= autre.debut and autre.fin <= self.fin

"""Compter un délai : le jour du fait ne compte pas, le dernier jour compte."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction


class Unite(StrEnum):
    JOURS = "jours"
    MOIS = "mois"


class Etat(StrEnum):
    """Où en est une horloge un jour donné."""

    EN_COURS = "en_cours"
    ALERTE = "alerte"
    DEPASSEE = "depassee"
    TENUE = "tenue"
    TENUE_EN_RETARD = "tenue_en_retard"


LIBELLES = {
    Etat.EN_COURS: "dans les temps",
    Etat.ALERTE: "échéance proche",
    Etat.DEPASSEE: "en retard",
    Etat.TENUE: "fait à temps",
    Etat.TENUE_EN_RETARD: "fait en retard",
}


@dataclass(frozen=True, slots=True)
class Delai:
    """Un nombre de jours ou de mois ; 42 jours ne sont pas un mois et demi."""

    nombre: int
    unite: Unite

    def __str__(self) -> str:
        jour = "jour" if self.nombre == 1 else "jours"
        return f"{self.nombre} {jour if self.unite is Unite.JOURS else 'mois'}"


def ajouter(jour: date, delai: Delai) -> date:
    """Le dernier jour du délai, compris. En mois : même quantième, sinon le dernier jour du mois."""
    if delai.unite is Unite.JOURS:
        return jour + timedelta(days=delai.nombre)
    annees, mois = divmod(jour.year * 12 + jour.month - 1 + delai.nombre, 12)
    return date(annees, mois + 1, min(jour.day, calendar.monthrange(annees, mois + 1)[1]))


@dataclass(frozen=True, slots=True)
class Horloge:
    """Un délai qui court depuis `debut`. `limite` est le dernier jour à temps, `alerte` celui où prévenir.

    `fait` : le jour où ce qui était attendu a eu lieu, vide tant qu'il est attendu.
    """

    code: str
    libelle: str
    debut: date
    delai: Delai
    alerte: date
    source: str
    fait: date | None = None

    @property
    def limite(self) -> date:
        return ajouter(self.debut, self.delai)

    def etat(self, jour: date) -> Etat:
        """L'état ce jour-là : un fait postérieur n'y a pas encore eu lieu."""
        if self.fait is not None and self.fait <= jour:
            return Etat.TENUE if self.fait <= self.limite else Etat.TENUE_EN_RETARD
        if jour > self.limite:
            return Etat.DEPASSEE
        return Etat.ALERTE if jour >= self.alerte else Etat.EN_COURS

    def age(self, jour: date) -> int:
        """Jours écoulés depuis le début, jusqu'au fait s'il a eu lieu."""
        return (min(self.fait or jour, jour) - self.debut).days

    def reste(self, jour: date) -> int:
        """Jours avant la limite ; négatif : jours de retard."""
        return (self.limite - jour).days


def seuil_alerte(debut: date, delai: Delai, part: int) -> date:
    """Le premier jour où `part` % du délai est écoulé."""
    jours = (ajouter(debut, delai) - debut).days
    return debut + timedelta(days=-(-Fraction(jours * part, 100) // 1))

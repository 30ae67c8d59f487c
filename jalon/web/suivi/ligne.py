"""La ligne de vie : des jalons sur un axe de temps, et la même chose en liste."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jalon.parcours.suivi.jalons import Jalon

LARGEUR = 1000
RANGEES = (
    ("RSA", ("rsa",)),
    ("Orientation et diagnostic", ("orientation", "diagnostic", "referent")),
    ("Rendez-vous", ("rendezvous", "invitation")),
    ("Contrat", ("contrat",)),
    ("Notes et tâches", ("note", "tache")),
    ("Messages", ("message",)),
)
"""Une rangée par sujet ; un sujet inconnu va dans « Autres »."""
ANNEES = 3


@dataclass(frozen=True, slots=True)
class Point:
    """Un jalon sur l'axe ; `x` en millièmes."""

    x: int
    prevu: bool


@dataclass(frozen=True, slots=True)
class LigneDeVie:
    """Rangées de points entre deux jours, place d'aujourd'hui, et jalons par année."""

    du: date
    au: date
    aujourd_hui: int
    rangees: list[tuple[str, list[Point], int]]
    annees: list[tuple[int, list[Jalon]]]


def ligne_de_vie(jalons: Sequence[Jalon], jour: date) -> LigneDeVie | None:
    """Les trois dernières années et ce qui est prévu ; `None` sans aucun jalon. La liste, elle, a tout."""
    if not jalons:
        return None
    debut = max(min(j.jour for j in jalons), jour - timedelta(days=365 * ANNEES))
    fin = max(max(j.jour for j in jalons), jour) + timedelta(days=7)
    etendue = max((fin - debut).days, 1)

    def place(quand: date) -> int:
        return round(LARGEUR * min(max((quand - debut).days / etendue, 0), 1))

    connus = {nature for _, natures in RANGEES for nature in natures}
    autres = tuple({j.nature for j in jalons} - connus)
    rangees = []
    for libelle, natures in (*RANGEES, ("Autres", autres)):
        dedans = [j for j in jalons if j.nature in natures and j.jour >= debut]
        if dedans:
            rangees.append((libelle, [Point(place(j.jour), j.prevu) for j in dedans], len(dedans)))
    par_annee: dict[int, list[Jalon]] = {}
    for jalon in jalons:
        par_annee.setdefault(jalon.jour.year, []).append(jalon)
    return LigneDeVie(debut, fin, place(jour), rangees, list(par_annee.items()))

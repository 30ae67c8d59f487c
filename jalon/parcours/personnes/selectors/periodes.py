"""D'une suite de changements à des périodes lisibles, arrêtées au jour qu'on regarde."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from jalon.parcours.personnes.histoire import Etape

JOUR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Periode:
    """Une valeur du jour `du` au jour `au` inclus ; `au` vide : elle court encore au jour regardé."""

    du: date
    au: date | None
    valeur: tuple[Any, ...]
    chargement: int

    @property
    def en_cours(self) -> bool:
        return self.au is None


def periodes(serie: Sequence[Etape], au: date) -> list[Periode]:
    """Périodes d'une série triée ; ce qui commence après le jour regardé n'y est pas encore."""
    etapes = [etape for etape in serie if etape.a_compter_du <= au]
    suivantes = [*etapes[1:], None]
    return [
        Periode(
            etape.a_compter_du,
            suivante.a_compter_du - JOUR if suivante else None,
            etape.valeur,
            etape.chargement,
        )
        for etape, suivante in zip(etapes, suivantes, strict=False)
    ]


def limiter(suite: Iterable[Periode], presences: Iterable[Periode]) -> list[Periode]:
    """La part de chaque période pendant laquelle la personne était là."""
    bornes = list(presences)
    return [
        coupee
        for periode in suite
        for presence in bornes
        if (coupee := _commune(periode, presence)) is not None
    ]


def _commune(periode: Periode, presence: Periode) -> Periode | None:
    du = max(periode.du, presence.du)
    au = min((fin for fin in (periode.au, presence.au) if fin), default=None)
    return None if au is not None and au < du else replace(periode, du=du, au=au)


def derniere(suite: Sequence[Periode]) -> Periode | None:
    """La période qui court au jour regardé."""
    return suite[-1] if suite and suite[-1].en_cours else None

"""Les horloges d'orientation de jours entiers : la loi, la convention, la cible locale.

Une horloge ne dépend que du jour de transmission et du régime : le SQL compte par jour, les échéances disent
où en est chaque jour, une seule règle de calcul pour un dossier comme pour soixante mille.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from jalon.parcours.echeances import Horloge, horloges
from jalon.parcours.echeances.calcul import Etat
from jalon.parcours.echeances.catalogue import Parametres

NOMS = {"loi": "loi", "convention": "convention", "locale": "cible locale"}
"""Code de filtre → libellé de l'horloge dans le catalogue des échéances."""
ETATS = {
    Etat.DEPASSEE: "en retard",
    Etat.ALERTE: "échéance proche",
    Etat.EN_COURS: "dans les temps",
}
SANS_LIMITE = date.max

Jour = tuple[date, str]
"""Jour de transmission par la caisse, régime."""


@dataclass
class HorlogesDesJours:
    """Les horloges d'orientation de chaque (jour de transmission, régime), calculées une fois."""

    au: date

    def __post_init__(self) -> None:
        self._connues: dict[Jour, dict[str, Horloge]] = {}

    @cached_property
    def _parametres(self) -> Parametres:
        return Parametres()

    def de(self, jour: Jour) -> dict[str, Horloge]:
        """Code (`loi`, `convention`, `locale`) → horloge ; sans celles qui ne couraient pas ce jour-là."""
        if jour not in self._connues:
            courent = horloges("orientation", regime=jour[1], debut=jour[0], parametres=self._parametres)
            self._connues[jour] = {
                code: h for h in courent for code, libelle in NOMS.items() if h.libelle == libelle
            }
        return self._connues[jour]

    def etat(self, jour: Jour, code: str) -> Etat | None:
        """L'état de l'horloge pour qui attend encore ; `None` : elle ne court pas."""
        horloge = self.de(jour).get(code)
        return horloge.etat(self.au) if horloge else None

    def limite(self, jour: Jour, code: str) -> date:
        horloge = self.de(jour).get(code)
        return horloge.limite if horloge else SANS_LIMITE

    def dans_l_etat(self, jours: Iterable[Jour], code: str, etat: str) -> list[Jour]:
        """Les jours dont l'horloge est dans cet état ; tous si `etat` est vide."""
        return [jour for jour in jours if not etat or self.etat(jour, code) == etat]

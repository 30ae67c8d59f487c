"""Lire les chiffres choisis, et dire sur quelle période porte chacun."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from jalon.mesure.indicateurs.catalogue import catalogue
from jalon.mesure.indicateurs.declaration import Declaration
from jalon.mesure.tableaux.enums import Duree
from jalon.mesure.tableaux.models import ChiffreChoisi
from jalon.socle.acces.enums import Role

MOIS_DE = {Duree.TRIMESTRE: 3, Duree.SEMESTRE: 6, Duree.ANNEE: 12, Duree.DOUZE_MOIS: 1}
"""Les périodes finissent à un multiple de tant de mois."""


def chiffres_choisis(roles: Collection[Role]) -> list[tuple[Declaration, Duree]]:
    """Les chiffres de ces rôles, chacun une fois, dans l'ordre ; un code disparu du catalogue est passé."""
    declarees = {declaration.code: declaration for declaration in catalogue()}
    choisis = ChiffreChoisi.objects.filter(role__in=list(roles)).order_by("rang", "role")
    retenus: dict[str, Duree] = {}
    for choisi in choisis:
        retenus.setdefault(choisi.code, Duree(choisi.duree))
    return [(declarees[code], duree) for code, duree in retenus.items() if code in declarees]


def periode(duree: Duree, le: date) -> tuple[date, date]:
    """La dernière période finie avant ce jour, bornes comprises.

    Le 22 novembre 2026 : le troisième trimestre, le premier semestre, l'année 2025, ou de novembre 2025 à
    octobre 2026.
    """
    pas = MOIS_DE[duree]
    rang = le.year * 12 + le.month - 1
    fin = rang - rang % pas
    debut = fin - (12 if duree is Duree.DOUZE_MOIS else pas)
    return premier_du_mois(debut), premier_du_mois(fin) - timedelta(days=1)


def premier_du_mois(rang: int) -> date:
    """Le premier jour du mois de ce rang (année × 12 + mois, de 0 à 11)."""
    return date(rang // 12, rang % 12 + 1, 1)

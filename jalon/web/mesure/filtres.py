"""Ce que la chaîne de requête demande : période, coupes, pas de la tendance. Illisible vaut absent."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format

from jalon.mesure.indicateurs.declaration import COUPES
from jalon.mesure.tableaux.enums import Duree
from jalon.mesure.tableaux.selectors import periode, premier_du_mois
from jalon.web.requetes import lire_jour

ANNEES = range(2000, 2100)
PAS = {"mois": (1, 12), "trimestres": (3, 8), "annees": (12, 4)}
"""Pas de la tendance → durée d'un point en mois, nombre de points."""
AXES = {
    "territoire": "Intercommunalité",
    "structure": "Structure",
    "sexe": "Sexe",
    "age": "Âge à l'entrée",
    "voie": "Voie",
    "regime": "Régime",
    "anciennete": "Ancienneté dans le RSA",
    "mois": "Mois",
}
PREREGLAGES = {
    Duree.TRIMESTRE: "Dernier trimestre",
    Duree.SEMESTRE: "Dernier semestre",
    Duree.ANNEE: "Dernière année",
    Duree.DOUZE_MOIS: "Douze derniers mois",
}


@dataclass(frozen=True, slots=True)
class Filtres:
    """Période (bornes comprises), au plus deux coupes, pas de la tendance."""

    du: date
    au: date
    par: tuple[str, ...]
    pas: str

    @classmethod
    def lire(cls, parametres: QueryDict, *, entiers: bool) -> Filtres:
        """Par défaut, les douze derniers mois finis. `entiers` : la période s'étend à des mois entiers.

        Deux périodes qui diffèrent d'un jour montreraient les faits de ce jour : seuls les comptes qui voient
        tout choisissent leurs jours.
        """
        du, au = periode(Duree.DOUZE_MOIS, timezone.localdate())
        au = lire_jour(parametres.get("au", ""), ANNEES) or au
        du = lire_jour(parametres.get("du", ""), ANNEES) or min(du, au.replace(day=1))
        du, au = min(du, au), max(du, au)
        if entiers:
            du, au = du.replace(day=1), au.replace(day=monthrange(au.year, au.month)[1])
        demandees = dict.fromkeys(axe for axe in parametres.getlist("par") if axe in COUPES)
        pas = parametres.get("pas", "")
        return cls(du, au, tuple(demandees)[:2], pas if pas in PAS else "mois")

    @property
    def mois_entiers(self) -> bool:
        return duree_en_mois(self.du, self.au) > 0

    @property
    def duree(self) -> int:
        """Nombre de mois que la période touche."""
        return _rang(self.au) - _rang(self.du) + 1

    def voisine(self, sens: int) -> tuple[date, date]:
        """La période de même durée juste avant (−1) ou juste après (1)."""
        if self.mois_entiers:
            debut = _rang(self.du) + sens * self.duree
            return premier_du_mois(debut), premier_du_mois(debut + self.duree) - timedelta(days=1)
        ecart = (self.au - self.du) + timedelta(days=1)
        return self.du + sens * ecart, self.au + sens * ecart

    def points(self) -> list[tuple[date, date]]:
        """Les périodes de la tendance, la plus ancienne d'abord ; la dernière contient la fin demandée."""
        duree, nombre = PAS[self.pas]
        dernier = _rang(self.au) - _rang(self.au) % duree
        debuts = range(dernier - (nombre - 1) * duree, dernier + 1, duree)
        return [(premier_du_mois(d), premier_du_mois(d + duree) - timedelta(days=1)) for d in debuts]


def prereglages(filtres: Filtres) -> Iterator[tuple[str, date, date, bool]]:
    """Libellé, bornes, et si c'est la période montrée."""
    aujourdhui = timezone.localdate()
    for duree, libelle in PREREGLAGES.items():
        du, au = periode(duree, aujourdhui)
        yield libelle, du, au, (du, au) == (filtres.du, filtres.au)


def nommer_periode(du: date, au: date) -> str:
    """« mars 2025 », « 2e trimestre 2025 », « année 2025 », sinon les deux dates."""
    mois = duree_en_mois(du, au)
    if mois == 1:
        return date_format(du, "F Y")
    if mois == 3 and du.month % 3 == 1:
        rang = du.month // 3 + 1
        return f"{rang}{'er' if rang == 1 else 'e'} trimestre {du.year}"
    if mois == 6 and du.month in (1, 7):
        return f"{'1er' if du.month == 1 else '2e'} semestre {du.year}"
    if mois == 12 and du.month == 1:
        return f"année {du.year}"
    return f"du {du:%d/%m/%Y} au {au:%d/%m/%Y}"


def duree_en_mois(du: date, au: date) -> int:
    """Nombre de mois d'une période faite de mois entiers ; 0 pour une autre."""
    entiers = du.day == 1 and (au + timedelta(days=1)).day == 1
    return _rang(au) - _rang(du) + 1 if entiers else 0


def _rang(jour: date) -> int:
    return jour.year * 12 + jour.month - 1

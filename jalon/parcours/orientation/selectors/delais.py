"""Les délais d'orientation d'une cohorte : ceux qui sont orientés et ceux qui attendent encore.

La cohorte : les entrants transmis par la caisse dans la période, soumis aux droits et devoirs. L'horloge va
de la transmission à la notification ; une décision pas encore notifiée attend toujours.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from statistics import median_low
from typing import Any

from django.db import connection
from django.utils import timezone

from jalon.parcours.orientation.selectors.horloges import HorlogesDesJours
from jalon.socle.acces.models import Compte

PAR = {
    "mois": "mois de transmission",
    "territoire": "intercommunalité",
    "organisme": "organisme référent",
    "referent": "référent",
    "voie": "voie",
}
PAS_DECIDE = "pas encore décidé"

COHORTE = """
SELECT e.connu_le, e.regime, e.notifiee_le, e.decidee_le IS NOT NULL AS decidee, e.sortie,
       CASE %(par)s WHEN 'mois' THEN to_char(e.connu_le, 'YYYY-MM')
                    WHEN 'territoire' THEN coalesce(c.nom, '')
                    WHEN 'organisme' THEN coalesce(g.nom, '')
                    WHEN 'voie' THEN coalesce(e.voie, '')
                    ELSE coalesce(k.nom, '') END AS groupe,
       count(*)
  FROM jalon_entrants_orientes(%(jour)s, %(du)s, %(au)s) e
  LEFT JOIN socle_territoire_epci c ON c.code = e.territoire
  LEFT JOIN socle_organisations_organisation g ON g.id = e.organisme
  LEFT JOIN socle_acces_compte k ON k.id = e.referent
 WHERE %(territoire)s = '' OR e.territoire = %(territoire)s
 GROUP BY 1, 2, 3, 4, 5, 6
"""


@dataclass(slots=True)
class Delais:
    """Une ligne : ce que sont devenus les entrants d'un groupe. Les durées sont en jours."""

    groupe: str
    entrants: int = 0
    a_temps: int = 0
    en_retard: int = 0
    attendent_a_temps: int = 0
    attendent_en_retard: int = 0
    sortis: int = 0
    a_notifier: int = 0
    durees: list[int] = field(default_factory=list, repr=False)
    ages: list[int] = field(default_factory=list, repr=False)

    @property
    def orientes(self) -> int:
        return self.a_temps + self.en_retard

    @property
    def attendent(self) -> int:
        return self.attendent_a_temps + self.attendent_en_retard

    @property
    def mediane(self) -> int | None:
        """Durée médiane de ceux qui sont orientés ; `None` s'il n'y en a pas."""
        return median_low(self.durees) if self.durees else None

    @property
    def age_median(self) -> int | None:
        """Âge médian de l'attente de ceux qui attendent encore."""
        return median_low(self.ages) if self.ages else None

    @property
    def age_maximal(self) -> int | None:
        return max(self.ages, default=None)

    @property
    def part_a_temps(self) -> Decimal | None:
        """Pour cent des entrants orientés à temps, au dixième, parmi ceux dont on sait l'issue."""
        connus = self.orientes + self.attendent_en_retard
        if not connus:
            return None
        return (Decimal(100 * self.a_temps) / connus).quantize(Decimal("0.1"), ROUND_HALF_UP)


def delais_orientation(
    lecteur: Compte,
    *,
    du: date,
    au: date,
    par: str = "mois",
    horloge: str = "loi",
    territoire: str = "",
    jour: date | None = None,
) -> tuple[Delais, list[Delais]]:
    """Le total et une ligne par groupe. `par` ∈ `PAR` ; `horloge` ∈ loi, convention, locale.

    Lève `KeyError` si `par` n'existe pas.
    """
    le = jour or timezone.localdate()
    valeurs: dict[str, Any] = {
        "du": du,
        "au": au,
        "jour": le,
        "par": par,
        "territoire": territoire,
        "libelle": PAR[par],
    }
    with connection.cursor() as curseur:
        curseur.execute(COHORTE, valeurs)
        lignes = curseur.fetchall()
    return _compter(lignes, HorlogesDesJours(le), horloge, par)


def _compter(
    lignes: Iterable[tuple[Any, ...]], des_jours: HorlogesDesJours, code: str, par: str
) -> tuple[Delais, list[Delais]]:
    total = Delais("ensemble")
    groupes: dict[str, Delais] = defaultdict(lambda: Delais(""))
    for connu, regime, notifiee, decidee, sortie, groupe, nombre in lignes:
        limite = des_jours.limite((connu, regime), code)
        for ligne in (total, groupes[groupe]):
            _ajouter(ligne, connu, limite, notifiee, decidee, sortie, nombre, des_jours.au)
    for nom, ligne in groupes.items():
        ligne.groupe = nom or (PAS_DECIDE if par in ("organisme", "referent", "voie") else "")
    return total, [groupes[nom] for nom in sorted(groupes, key=lambda n: (n == "", n))]


def _ajouter(
    ligne: Delais,
    connu: date,
    limite: date,
    notifiee: date | None,
    decidee: bool,
    sortie: date | None,
    nombre: int,
    jour: date,
) -> None:
    ligne.entrants += nombre
    if notifiee is not None and notifiee <= jour:
        ligne.durees += [(notifiee - connu).days] * nombre
        if notifiee <= limite:
            ligne.a_temps += nombre
        else:
            ligne.en_retard += nombre
        return
    if sortie is not None:
        ligne.sortis += nombre
        return
    ligne.ages += [(jour - connu).days] * nombre
    ligne.a_notifier += nombre if decidee else 0
    if jour <= limite:
        ligne.attendent_a_temps += nombre
    else:
        ligne.attendent_en_retard += nombre

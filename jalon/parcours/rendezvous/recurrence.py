"""D'une semaine type à des heures : jours fériés sautés, changements d'heure dits.

Une heure qui n'existe pas (dernier dimanche de mars) est refusée ; une heure qui existe deux fois (dernier
dimanche d'octobre) est la première des deux, et c'est dit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
JOURS_MAX = 400
"""Un planning s'ouvre pour un an au plus."""


class HeureInexistante(ValueError):
    """L'heure est sautée par le passage à l'heure d'été."""


@dataclass(frozen=True, slots=True)
class Plage:
    """Un morceau de la semaine type. `jour` : 0 pour lundi ; `duree` et `pause` en minutes."""

    jour: int
    debut: time
    fin: time
    duree: int
    pause: int = 0


@dataclass(slots=True)
class Planning:
    """Les heures ouvertes, et ce qui a été sauté ou mérite d'être dit."""

    heures: list[tuple[datetime, datetime]] = field(default_factory=list)
    feries: list[date] = field(default_factory=list)
    inexistantes: list[tuple[date, time]] = field(default_factory=list)
    doubles: list[tuple[date, time]] = field(default_factory=list)


def heure_de(jour: date, heure: time, zone: tzinfo = PARIS) -> datetime:
    """L'instant de cette heure locale. Lève `HeureInexistante`."""
    instant = datetime.combine(jour, heure.replace(tzinfo=None), tzinfo=zone)
    if instant.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != instant.replace(tzinfo=None):
        raise HeureInexistante(
            f"Le {jour:%d/%m/%Y}, {heure:%H h %M} n'existe pas : on passe à l'heure d'été."
        )
    return instant


def est_double(instant: datetime) -> bool:
    """Vrai si cette heure locale existe deux fois ce jour-là."""
    return instant.utcoffset() != instant.replace(fold=1 - instant.fold).utcoffset()


def deplier(plages: Sequence[Plage], du: date, au: date, feries: Collection[date] = ()) -> Planning:
    """Toutes les heures de ces plages du jour `du` au jour `au` compris. Lève `ValueError` (bornes)."""
    if au < du:
        raise ValueError("La fin du planning est avant son début.")
    if (au - du).days > JOURS_MAX:
        raise ValueError(f"Un planning s'ouvre pour {JOURS_MAX} jours au plus.")
    planning = Planning()
    for rang in range((au - du).days + 1):
        jour = du + timedelta(days=rang)
        du_jour = [plage for plage in plages if plage.jour == jour.weekday()]
        if du_jour and jour in feries:
            planning.feries.append(jour)
            continue
        for plage in du_jour:
            for debut in _debuts(plage):
                _ajouter(planning, jour, debut, plage.duree)
    planning.heures.sort()
    return planning


def _debuts(plage: Plage) -> Iterator[time]:
    """Les heures de début qui tiennent dans la plage."""
    minute = plage.debut.hour * 60 + plage.debut.minute
    fin = plage.fin.hour * 60 + plage.fin.minute
    while minute + plage.duree <= fin:
        yield time(minute // 60, minute % 60)
        minute += plage.duree + plage.pause


def _ajouter(planning: Planning, jour: date, heure: time, duree: int) -> None:
    try:
        debut = heure_de(jour, heure)
    except HeureInexistante:
        planning.inexistantes.append((jour, heure))
        return
    if est_double(debut):
        planning.doubles.append((jour, heure))
    debut = debut.astimezone(UTC)
    planning.heures.append((debut, debut + timedelta(minutes=duree)))

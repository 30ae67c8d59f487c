"""Les places occupées, comptées sur les orientations en cours ; jamais stockées."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.utils import timezone

from jalon.parcours.orientation.models import Capacite
from jalon.socle.acces.models import Compte


@dataclass(frozen=True, slots=True)
class Occupation:
    """Personnes suivies, et propositions qui attendent une décision."""

    occupees: int
    proposees: int


@dataclass(frozen=True, slots=True)
class EtatCapacite:
    """Une capacité et ce qui la remplit ; `restantes` vide : sans limite."""

    capacite: Capacite
    occupees: int
    proposees: int

    @property
    def restantes(self) -> int | None:
        return None if self.capacite.places is None else self.capacite.places - self.occupees


def places_occupees(jour: date | None = None) -> dict[tuple[UUID, str], Occupation]:
    """Occupation de chaque organisme dans chaque voie : des comptes, pour tout le département."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT * FROM jalon_places_occupees(%s)", [jour or timezone.localdate()])
        return {(cle, voie): Occupation(int(o), int(p)) for cle, voie, o, p in curseur.fetchall()}


def etats_capacites(lecteur: Compte, jour: date | None = None) -> list[EtatCapacite]:
    """Chaque capacité en vigueur et ce qui la remplit."""
    le = jour or timezone.localdate()
    prises = places_occupees(le)
    vide = Occupation(0, 0)
    en_vigueur = Capacite.objects.filter(periode__contains=le).select_related("organisation")
    return [
        EtatCapacite(
            c,
            (prises.get((c.organisation_id, c.voie)) or vide).occupees,
            (prises.get((c.organisation_id, c.voie)) or vide).proposees,
        )
        for c in en_vigueur
    ]

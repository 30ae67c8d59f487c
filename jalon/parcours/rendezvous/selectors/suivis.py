"""Où en est chaque personne pour un motif : le statut, calculé par la base."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from jalon.parcours.rendezvous.enums import Nature, Statut
from jalon.parcours.rendezvous.models import Motif
from jalon.socle.acces.models import Compte

COLONNES = (
    "s.personne, s.entree, s.statut, s.invitee_le, s.expire_le, s.rang, s.pris_le, s.debut, s.rendezvous"
)
A_FAIRE = (
    Statut.A_INVITER,
    Statut.INVITATION_EXPIREE,
    Statut.A_CLORE,
    Statut.ABSENT,
    Statut.EXCUSE,
    Statut.ANNULE_SERVICE,
)
"""Statuts qui attendent un geste du service."""

# Qui est concerné par un motif : un rendez-vous d'orientation attend les personnes sans orientation, un
# rendez-vous d'accompagnement celles qui en ont une ; les autres, toutes celles qui ont un épisode en cours.
CONCERNES = {
    Nature.ORIENTATION: "NOT EXISTS ({orientation})",
    Nature.ACCOMPAGNEMENT: "EXISTS ({orientation})",
    Nature.CONTRAT: "EXISTS ({orientation})",
}
ORIENTATION = (
    "SELECT 1 FROM parcours_orientation_orientation o WHERE o.personne_id = s.personne"
    " AND o.annulee_le IS NULL AND o.decidee_le >= s.entree"
)


@dataclass(frozen=True, slots=True)
class Suivi:
    """Une personne pour un motif ; les dates vides disent que le fait n'a pas eu lieu."""

    personne: UUID
    entree: date
    statut: str
    invitee_le: datetime | None
    expire_le: datetime | None
    rang: int | None
    pris_le: datetime | None
    debut: datetime | None
    rendezvous: UUID | None

    @property
    def libelle(self) -> str:
        return str(Statut(self.statut).label)


def statuts(
    motif: UUID,
    personnes: Collection[UUID] | None = None,
    instant: datetime | None = None,
    parmi: Iterable[str] | None = None,
) -> dict[UUID, Suivi]:
    """Le suivi de ces personnes (toutes si `None`) pour ce motif, dans le périmètre de qui agit."""
    sql = f"SELECT {COLONNES} FROM jalon_rdv_suivis(%(motif)s, %(instant)s) s WHERE true"  # noqa: S608
    valeurs: dict[str, Any] = {"motif": motif, "instant": instant or timezone.now()}
    if personnes is not None:
        sql += " AND s.personne = ANY (%(personnes)s)"
        valeurs["personnes"] = list(personnes)
    if parmi is not None:
        sql += " AND s.statut = ANY (%(parmi)s)"
        valeurs["parmi"] = list(parmi)
    return {suivi.personne: suivi for suivi in _lire(sql, valeurs)}


def compter_statuts(motif: Motif, lecteur: Compte, instant: datetime | None = None) -> dict[str, int]:
    """Nombre de personnes concernées par statut, dans le périmètre du lecteur."""
    sql = (
        "SELECT s.statut, count(*) FROM jalon_rdv_suivis(%(motif)s, %(instant)s) s"  # noqa: S608
        f" WHERE {_concernes(motif)} GROUP BY 1"
    )
    with connection.cursor() as curseur:
        curseur.execute(sql, {"motif": motif.pk, "instant": instant or timezone.now()})
        trouves = dict(curseur.fetchall())
    return {code: trouves.get(code, 0) for code in Statut.values}


def suivis_par_statut(
    motif: Motif,
    statut: str,
    lecteur: Compte,
    *,
    debut: int = 0,
    nombre: int | None = None,
    instant: datetime | None = None,
) -> list[Suivi]:
    """Les personnes de ce statut, la plus ancienne entrée d'abord."""
    sql = (
        f"SELECT {COLONNES} FROM jalon_rdv_suivis(%(motif)s, %(instant)s) s"  # noqa: S608
        f" WHERE s.statut = %(statut)s AND {_concernes(motif)} ORDER BY s.entree, s.personne"
        " OFFSET %(debut)s LIMIT %(nombre)s"
    )
    valeurs = {
        "motif": motif.pk,
        "instant": instant or timezone.now(),
        "statut": statut,
        "debut": debut,
        "nombre": nombre,
    }
    return _lire(sql, valeurs)


def _concernes(motif: Motif) -> str:
    """Une personne qui a déjà un fait pour ce motif reste dans sa liste, orientée ou non."""
    regle = CONCERNES.get(Nature(motif.nature), "true").format(orientation=ORIENTATION)
    return f"(s.statut <> 'a_inviter' OR {regle})"


def _lire(sql: str, valeurs: dict[str, Any]) -> list[Suivi]:
    with connection.cursor() as curseur:
        curseur.execute(sql, valeurs)
        return [Suivi(*ligne) for ligne in curseur.fetchall()]

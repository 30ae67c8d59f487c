"""Où en est une personne pour un motif : une règle, écrite ici et en SQL (`jalon_rdv_statut`).

La dernière invitation se compare à la place prise en dernier. Une invitation plus récente l'emporte : en
cours, ou expirée. Sinon la place dit tout : à venir, honorée, absente, excusée, annulée, ou à clore. Seuls
comptent les faits depuis l'entrée dans l'épisode : qui revient au RSA repart de zéro.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from jalon.parcours.rendezvous.enums import Issue, Statut


@dataclass(frozen=True, slots=True)
class FaitInvitation:
    """Une invitation non annulée."""

    envoyee_le: datetime
    expire_le: datetime


@dataclass(frozen=True, slots=True)
class FaitParticipation:
    """Une place, et l'heure du rendez-vous."""

    pris_le: datetime
    debut: datetime
    issue: str | None = None


DEPUIS_ISSUE = {
    Issue.HONORE: Statut.HONORE,
    Issue.ABSENT: Statut.ABSENT,
    Issue.EXCUSE: Statut.EXCUSE,
    Issue.ANNULE_SERVICE: Statut.ANNULE_SERVICE,
}


def statut(
    invitations: Sequence[FaitInvitation], places: Sequence[FaitParticipation], instant: datetime
) -> Statut:
    """Le statut à cet instant ; `places` et `invitations` dans n'importe quel ordre."""
    if not invitations and not places:
        return Statut.A_INVITER
    place = max(places, key=_ordre, default=None)
    invitation = max(invitations, key=lambda i: (i.envoyee_le, i.expire_le), default=None)
    if invitation is not None and (place is None or invitation.envoyee_le > _reference(place, instant)):
        en_cours = any(i.expire_le > instant for i in invitations)
        return Statut.INVITE if en_cours else Statut.INVITATION_EXPIREE
    assert place is not None  # noqa: S101 - sans place, l'invitation a répondu
    if any(p.issue is None and p.debut > instant for p in places):
        return Statut.RDV_A_VENIR
    if any(p.issue == Issue.HONORE and (p is place or p.debut > place.pris_le) for p in places):
        return Statut.HONORE
    return DEPUIS_ISSUE[Issue(place.issue)] if place.issue else Statut.A_CLORE


def _ordre(place: FaitParticipation) -> tuple[datetime, datetime, str]:
    return place.pris_le, place.debut, place.issue or ""


def _reference(place: FaitParticipation, instant: datetime) -> datetime:
    """Une place à venir vaut jusqu'à son heure ; les autres, depuis le jour où elles ont été prises."""
    return place.debut if place.issue is None and place.debut > instant else place.pris_le

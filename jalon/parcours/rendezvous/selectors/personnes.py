"""Les rendez-vous d'une personne : ce que lit un agent, et ce qu'elle lit elle-même par son lien."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from jalon.parcours.echeances import Horloge, horloges
from jalon.parcours.orientation.models import Orientation
from jalon.parcours.rendezvous.enums import Issue, Nature
from jalon.parcours.rendezvous.models import Invitation, Participation
from jalon.socle.acces.models import Compte


@dataclass(frozen=True, slots=True)
class PremierRendezVous:
    """Le premier rendez-vous d'accompagnement après une orientation notifiée.

    `fixe_le` : jour où il a été pris ; `prevu_le` : jour du rendez-vous ; `honore_le` : premier honoré.
    """

    notifiee_le: date
    fixe_le: date | None
    prevu_le: date | None
    honore_le: date | None
    horloges: list[Horloge]


def rendezvous_de(personne: UUID, lecteur: Compte) -> QuerySet[Participation]:
    """Toutes les places d'une personne, la plus récente d'abord."""
    return (
        Participation.objects.filter(personne=personne)
        .select_related("rendezvous__motif", "rendezvous__lieu", "rendezvous__agent", "issue_par")
        .order_by("-rendezvous__debut", "-id")
    )


def invitations_de(personne: UUID, lecteur: Compte) -> QuerySet[Invitation]:
    """Toutes les invitations d'une personne, la plus récente d'abord."""
    return (
        Invitation.objects.filter(personne=personne)
        .select_related("motif", "organisation", "faite_par")
        .order_by("-envoyee_le", "-id")
    )


def a_venir(personne: UUID, instant: datetime | None = None) -> QuerySet[Participation]:
    """Les places tenues à un rendez-vous qui n'a pas commencé, la plus proche d'abord."""
    return (
        Participation.objects.filter(
            personne=personne,
            issue=None,
            rendezvous__annule_le=None,
            rendezvous__debut__gt=instant or timezone.now(),
        )
        .select_related("rendezvous__motif", "rendezvous__lieu__organisation")
        .order_by("rendezvous__debut")
    )


def invitations_ouvertes(personne: UUID, instant: datetime | None = None) -> list[Invitation]:
    """Les invitations auxquelles la personne peut encore répondre, une par motif."""
    quand = instant or timezone.now()
    prises = {place.rendezvous.motif_id for place in a_venir(personne, quand)}
    vivantes = (
        Invitation.objects.filter(personne=personne, annulee_le=None, expire_le__gt=quand)
        .exclude(motif__in=prises)
        .select_related("motif", "organisation")
        .order_by("motif", "-envoyee_le")
    )
    return [i for i in {i.motif_id: i for i in reversed(vivantes)}.values() if not _repondue(i)]


def premier_rendezvous(personne: UUID, lecteur: Compte, regime: str) -> PremierRendezVous | None:
    """Le premier rendez-vous après la dernière orientation notifiée ; `None` sans orientation notifiée."""
    orientation = (
        Orientation.objects.filter(personne=personne, annulee_le=None, notifiee_le__isnull=False)
        .order_by("-decidee_le", "-notifiee_le")
        .first()
    )
    if orientation is None or orientation.notifiee_le is None:
        return None
    places = list(
        Participation.objects.filter(
            personne=personne,
            rendezvous__motif__nature__in=(Nature.ACCOMPAGNEMENT, Nature.CONTRAT),
            rendezvous__debut__date__gte=orientation.notifiee_le,
        )
        .exclude(issue=Issue.ANNULE_SERVICE)
        .select_related("rendezvous")
        .order_by("rendezvous__debut", "pris_le")
    )
    premiere = places[0] if places else None
    honoree = next((place for place in places if place.issue == Issue.HONORE), None)
    prevu = timezone.localdate(premiere.rendezvous.debut) if premiere else None
    return PremierRendezVous(
        notifiee_le=orientation.notifiee_le,
        fixe_le=timezone.localdate(premiere.pris_le) if premiere else None,
        prevu_le=prevu,
        honore_le=timezone.localdate(honoree.rendezvous.debut) if honoree else None,
        horloges=horloges("premier_rdv", regime=regime, debut=orientation.notifiee_le, fait=prevu),
    )


def _repondue(invitation: Invitation) -> bool:
    """Vrai si la personne a pris une place pour ce motif depuis l'invitation et l'a honorée."""
    return Participation.objects.filter(
        personne=invitation.personne_id,
        rendezvous__motif=invitation.motif_id,
        pris_le__gte=invitation.envoyee_le,
        issue=Issue.HONORE,
    ).exists()

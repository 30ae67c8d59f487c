"""Les invitations et les convocations sur quoi essayer le texte d'une lettre, les plus récentes d'abord."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from jalon.parcours.personnes.models import Personne
from jalon.parcours.personnes.selectors.adresse import adresse_postale
from jalon.parcours.rendezvous.envois import telephones
from jalon.parcours.rendezvous.lettres import (
    CONVOCATION,
    INVITATION,
    contexte_convocation,
    contexte_invitation,
)
from jalon.parcours.rendezvous.models import Invitation, Participation
from jalon.socle.acces.models import Compte
from jalon.socle.messages.lettres.cas import Cas, enregistrer


def enregistrer_cas() -> None:
    """Déclare les cas des deux lettres."""
    enregistrer((INVITATION, CONVOCATION), proposer, contexte)


def proposer(type: str, organisation: UUID | None, nombre: int) -> list[Cas]:
    if type == INVITATION:
        invitations = Invitation.objects.order_by("-envoyee_le", "pk")
        if organisation:
            invitations = invitations.filter(organisation=organisation)
        return [Cas(i.pk, i.personne_id, timezone.localdate(i.envoyee_le)) for i in invitations[:nombre]]
    places = Participation.objects.annotate(debut=F("rendezvous__debut")).order_by("-debut", "pk")
    if organisation:
        places = places.filter(rendezvous__lieu__organisation=organisation)
    return [Cas(p.pk, p.personne_id, timezone.localdate(p.debut)) for p in places[:nombre]]


def contexte(type: str, cle: UUID, lecteur: Compte, jour: date) -> tuple[UUID, Mapping[str, str]] | None:
    if type == INVITATION:
        invitation = (
            Invitation.objects.select_related("personne", "motif", "organisation").filter(pk=cle).first()
        )
        if invitation is None:
            return None
        telephone = telephones({invitation.organisation_id}).get(invitation.organisation_id, "")
        lettre = _adresse(invitation.personne, jour)
        return invitation.personne_id, contexte_invitation(invitation, telephone, lettre)
    place = (
        Participation.objects.select_related("personne", "rendezvous__motif", "rendezvous__lieu")
        .filter(pk=cle)
        .first()
    )
    if place is None:
        return None
    return place.personne_id, contexte_convocation(place.rendezvous, _adresse(place.personne, jour))


def _adresse(personne: Personne, jour: date) -> str:
    """L'adresse de la personne ; inconnue, l'aperçu montre le texte avec l'adresse d'exemple."""
    try:
        return adresse_postale(personne, jour)
    except ValidationError:
        return ""

"""Ce qui part autour d'un rendez-vous. Chaque message a une clé : le redemander n'en envoie pas deux.

Objets des messages : `invitation` (cible : l'invitation), `rendezvous` (cible : la participation, tant que le
rendez-vous tient) et `rdv-annule` (cible : la participation).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from jalon.parcours.rendezvous import textes
from jalon.parcours.rendezvous.coordonnees import Coordonnees, coordonnees
from jalon.parcours.rendezvous.enums import Canal
from jalon.parcours.rendezvous.lettres import lettre_convocation, lettre_invitation
from jalon.parcours.rendezvous.models import Creneau, Invitation, Lieu, Participation, RendezVous
from jalon.socle.acces.liens import creer_liens
from jalon.socle.acces.models import Compte
from jalon.socle.messages.services import ADeposer, deposer_en_lot

OBJET_LIEN = "rendezvous"
INVITATION, RENDEZVOUS, ANNULE = "invitation", "rendezvous", "rdv-annule"
URL_LOCALE = "http://127.0.0.1:8000"
CANAUX = (Canal.SMS.value, Canal.COURRIEL.value)


def adresse_personnelle(jeton: str) -> str:
    """La page où la personne prend, déplace ou annule."""
    racine = (os.environ.get("JALON_URL") or URL_LOCALE).rstrip("/")
    return f"{racine}/p/{jeton}/rendez-vous/"


def envoyer_invitations(
    invitations: Sequence[Invitation],
    *,
    acteur: Compte,
    evenement: str = "invitation",
    a_envoyer_le: datetime | None = None,
    le: datetime | None = None,
) -> int:
    """Dépose les messages de ces invitations (ou de leur relance) ; rend combien sont nouveaux."""
    connues = coordonnees({i.personne_id for i in invitations})
    jetons = creer_liens(
        [(i.personne_id, i.pk, i.expire_le) for i in invitations], objet=OBJET_LIEN, acteur=acteur
    )
    appels = telephones({i.organisation_id for i in invitations if i.organisation_id})
    lignes = [
        ADeposer(
            cle=f"{evenement}:{invitation.pk}:{canal}",
            canal=canal,
            adresse=connues[invitation.personne_id].adresse(canal),
            personne=invitation.personne_id,
            objet=INVITATION,
            cible=invitation.pk,
            a_envoyer_le=a_envoyer_le,
            expire_le=invitation.expire_le,
            **ecrit,
        )
        for invitation, jeton in zip(invitations, jetons, strict=True)
        if invitation.personne_id in connues
        for canal, ecrit in _invitation(
            invitation,
            evenement,
            connues[invitation.personne_id],
            adresse_personnelle(jeton),
            appels.get(invitation.organisation_id, ""),
            timezone.localdate(le),
        )
    ]
    return deposer_en_lot(lignes, acteur, le=le)


def prevenir(
    participations: Sequence[Participation],
    evenement: str,
    *,
    acteur: Compte,
    le: datetime | None = None,
) -> int:
    """Dit aux personnes ce qui arrive à leur place : `confirmation`, `convocation` ou `annulation`.

    Une convocation part aussi par lettre quand l'adresse est connue. Un rendez-vous déjà commencé (un passé
    qu'on rejoue) n'écrit à personne. Rend le nombre de messages nouveaux.
    """
    utiles = [p for p in participations if p.rendezvous.debut > max(le or timezone.now(), timezone.now())]
    connues = coordonnees({p.personne_id for p in utiles})
    avec_lien = evenement != "annulation"
    jetons = [""] * len(utiles)
    if avec_lien:
        destinataires = [(p.personne_id, p.pk, p.rendezvous.debut) for p in utiles]
        jetons = creer_liens(destinataires, objet=OBJET_LIEN, acteur=acteur)
    lignes = [
        ADeposer(
            cle=f"{evenement}:{place.pk}:{place.rendezvous_id}:{canal}",
            canal=canal,
            adresse=connues[place.personne_id].adresse(canal),
            personne=place.personne_id,
            objet=RENDEZVOUS if avec_lien else ANNULE,
            cible=place.pk,
            expire_le=place.rendezvous.debut,
            **ecrit,
        )
        for place, jeton in zip(utiles, jetons, strict=True)
        if place.personne_id in connues
        for canal, ecrit in _annonce(
            place, evenement, connues[place.personne_id], jeton, timezone.localdate(le)
        )
    ]
    return deposer_en_lot(lignes, acteur, le=le)


def _invitation(
    invitation: Invitation, evenement: str, joindre: Coordonnees, adresse: str, telephone: str, jour: date
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Chaque canal d'une invitation et ce qui s'y écrit."""
    qui = textes.qui_invite(invitation.organisation)
    ecrire = textes.relance if evenement == "relance" else textes.invitation
    for canal in joindre.canaux(invitation.canaux):
        if canal == Canal.LETTRE:
            yield canal, lettre_invitation(invitation, telephone, joindre.lettre, jour)
        else:
            texte = ecrire(invitation.motif, qui, telephone, invitation.expire_le)
            yield canal, {"texte": texte, "sujet": textes.SUJETS[evenement], "secret": adresse}


def _annonce(
    place: Participation, evenement: str, joindre: Coordonnees, jeton: str, jour: date
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Chaque canal d'une annonce et ce qui s'y écrit ; seule une convocation justifie un timbre."""
    convoque = evenement == "convocation"
    for canal in joindre.canaux((*CANAUX, Canal.LETTRE.value) if convoque else CANAUX):
        if canal != Canal.LETTRE:
            secret = adresse_personnelle(jeton) if jeton else ""
            texte = ANNONCES[evenement](place.rendezvous)
            yield canal, {"texte": texte, "sujet": textes.SUJETS[evenement], "secret": secret}
        elif convoque:
            yield canal, lettre_convocation(place.rendezvous, joindre.lettre, jour)


def places_tenues(cibles: Collection[UUID]) -> set[UUID]:
    """Vérificateur des messages `rendezvous` : les places encore tenues à un rendez-vous à venir."""
    return set(
        Participation.objects.filter(
            pk__in=cibles,
            issue=None,
            rendezvous__annule_le=None,
            rendezvous__debut__gt=timezone.now(),
        ).values_list("pk", flat=True)
    )


def invitations_ouvertes(cibles: Collection[UUID]) -> set[UUID]:
    """Vérificateur des messages `invitation` : ni annulées, ni passées, et il reste une heure à choisir."""
    maintenant = timezone.now()
    ouvertes = Invitation.objects.filter(pk__in=cibles, annulee_le=None, expire_le__gt=maintenant)
    motifs = set(ouvertes.values_list("motif", flat=True))
    libres = set(
        Creneau.objects.filter(
            annule_le=None, debut__gt=maintenant, pris__lt=F("places"), liens_motifs__motif__in=motifs
        ).values_list("liens_motifs__motif", flat=True)
    )
    return set(ouvertes.filter(motif__in=libres).values_list("pk", flat=True))


def telephones(organisations: Collection[UUID | None]) -> dict[UUID | None, str]:
    """Le téléphone d'un lieu ouvert de chaque organisation."""
    lieux = Lieu.objects.filter(organisation__in=organisations, actif=True).exclude(telephone="")
    return dict(lieux.order_by("-nom").values_list("organisation_id", "telephone"))


ANNONCES: dict[str, Callable[[RendezVous], str]] = {
    "confirmation": textes.confirmation,
    "convocation": textes.convocation,
    "annulation": textes.annulation,
}

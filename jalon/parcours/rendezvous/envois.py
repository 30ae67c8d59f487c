"""Ce qui part autour d'un rendez-vous. Chaque message a une clé : le redemander n'en envoie pas deux.

Objets des messages : `invitation` (cible : l'invitation), `rendezvous` (cible : la participation, tant que le
rendez-vous tient) et `rdv-annule` (cible : la participation).
"""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from jalon.parcours.rendezvous import textes
from jalon.parcours.rendezvous.coordonnees import coordonnees
from jalon.parcours.rendezvous.enums import Canal
from jalon.parcours.rendezvous.lettres import lettre_convocation, lettre_invitation
from jalon.parcours.rendezvous.models import Creneau, Invitation, Lieu, Participation
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
    ecrire = textes.relance if evenement == "relance" else textes.invitation
    connues = coordonnees({i.personne_id for i in invitations})
    jetons = creer_liens(
        [(i.personne_id, i.pk, i.expire_le) for i in invitations], objet=OBJET_LIEN, acteur=acteur
    )
    jour = timezone.localtime(le or timezone.now()).date()
    telephones = _telephones({i.organisation_id for i in invitations if i.organisation_id})
    lignes = []
    for invitation, jeton in zip(invitations, jetons, strict=True):
        joindre = connues.get(invitation.personne_id)
        qui = invitation.organisation.nom if invitation.organisation else "Votre département"
        telephone = telephones.get(invitation.organisation_id, "")
        numerique = {
            "texte": ecrire(invitation.motif, qui, telephone, invitation.expire_le),
            "sujet": textes.SUJETS[evenement],
            "secret": adresse_personnelle(jeton),
        }
        for canal in joindre.canaux(invitation.canaux) if joindre else []:
            adresse = joindre.adresse(canal) if joindre else ""
            ecrit = numerique
            if canal == Canal.LETTRE:
                ecrit = lettre_invitation(invitation, qui, telephone, adresse, jour)
            lignes.append(
                ADeposer(
                    cle=f"{evenement}:{invitation.pk}:{canal}",
                    canal=canal,
                    adresse=adresse,
                    personne=invitation.personne_id,
                    objet=INVITATION,
                    cible=invitation.pk,
                    a_envoyer_le=a_envoyer_le,
                    expire_le=invitation.expire_le,
                    **ecrit,
                )
            )
    return deposer_en_lot(lignes, acteur, le=le)


def prevenir(
    participations: Sequence[Participation],
    evenement: str,
    *,
    acteur: Compte,
    le: datetime | None = None,
) -> int:
    """Dit aux personnes ce qui arrive à leur place : `confirmation`, `convocation` ou `annulation`.

    Une convocation part aussi par lettre quand l'adresse est connue. Rend le nombre de messages nouveaux.
    """
    instant = le or timezone.now()
    utiles = [p for p in participations if p.rendezvous.debut > instant]
    connues = coordonnees({p.personne_id for p in utiles})
    avec_lien = evenement != "annulation"
    jetons = (
        creer_liens(
            [
                (p.personne_id, p.pk, p.rendezvous.debut)
                for p in utiles
                if p.rendezvous.debut > timezone.now()
            ],
            objet=OBJET_LIEN,
            acteur=acteur,
        )
        if avec_lien
        else []
    )
    if avec_lien and len(jetons) < len(utiles):  # un passé rejoué : les liens n'y servent plus
        return 0
    voulus = (*CANAUX, Canal.LETTRE.value) if evenement == "convocation" else CANAUX
    lignes = []
    for rang, participation in enumerate(utiles):
        joindre = connues.get(participation.personne_id)
        numerique = {
            "texte": _texte(evenement, participation),
            "sujet": textes.SUJETS[evenement],
            "secret": adresse_personnelle(jetons[rang]) if avec_lien else "",
        }
        for canal in joindre.canaux(voulus) if joindre else []:
            adresse = joindre.adresse(canal) if joindre else ""
            if canal == Canal.LETTRE and evenement != "convocation":
                continue  # seule une convocation justifie un timbre
            ecrit = numerique
            if canal == Canal.LETTRE:
                ecrit = lettre_convocation(
                    participation.rendezvous, adresse, timezone.localtime(instant).date()
                )
            lignes.append(
                ADeposer(
                    cle=f"{evenement}:{participation.pk}:{participation.rendezvous_id}:{canal}",
                    canal=canal,
                    adresse=adresse,
                    personne=participation.personne_id,
                    objet=RENDEZVOUS if avec_lien else ANNULE,
                    cible=participation.pk,
                    expire_le=participation.rendezvous.debut,
                    **ecrit,
                )
            )
    return deposer_en_lot(lignes, acteur, le=le)


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


def _texte(evenement: str, participation: Participation) -> str:
    ecrire = {
        "confirmation": textes.confirmation,
        "convocation": textes.convocation,
        "annulation": textes.annulation,
    }[evenement]
    return ecrire(participation.rendezvous)


def _telephones(organisations: Collection[UUID]) -> dict[UUID | None, str]:
    """Le téléphone d'un lieu ouvert de chaque organisation."""
    lieux = Lieu.objects.filter(organisation__in=organisations, actif=True).exclude(telephone="")
    return dict(lieux.order_by("-nom").values_list("organisation_id", "telephone"))

"""Donner à une personne l'adresse de son carnet : montrée à l'agent, ou envoyée à elle seule."""

from __future__ import annotations

import os
import secrets
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from jalon.parcours.rendezvous.coordonnees import Coordonnees, coordonnees
from jalon.socle.acces.liens import creer_lien, retirer_liens
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.socle.messages.enums import Canal
from jalon.socle.messages.models import SECRET
from jalon.socle.messages.services import deposer
from jalon.socle.parametres.selectors import parametre

OBJET_LIEN = "carnet"
URL_LOCALE = "http://127.0.0.1:8000"
ENVOYES = (Canal.SMS, Canal.COURRIEL)


def donner_le_carnet(*, personne: UUID, acteur: Compte, canal: str = "", le: date | None = None) -> str:
    """Crée l'adresse du carnet et la rend ; `canal` l'envoie aussi. Les adresses d'avant ne servent plus.

    Le message garde le lien hors de son texte : aucun agent ne le relit. Lève `ValidationError` si ce canal
    ne peut pas la joindre.
    """
    jour = le or timezone.localdate()
    connue = joindre(personne, jour).adresse(canal) if canal in ENVOYES else ""
    if canal and not connue:
        raise ValidationError("Ni ce numéro ni ce courriel ne sont connus : notez-les dans son dossier.")
    duree = int(parametre("suivi.carnet_lien", jour))
    fin = timezone.make_aware(datetime.combine(jour + timedelta(days=duree + 1), time.min))
    with acte("creer_lien_carnet", acteur=acteur, personne=personne, canal=canal or "main propre"):
        retirer_liens(personne=personne, objet=OBJET_LIEN)
        jeton = creer_lien(personne=personne, objet=OBJET_LIEN, expire_le=fin, acteur=acteur)
        adresse = f"{_racine()}{reverse('carnet', kwargs={'jeton': jeton})}"
        if canal:
            deposer(
                cle=f"carnet:{personne}:{secrets.token_hex(4)}",
                canal=canal,
                adresse=connue,
                sujet="Votre carnet",
                texte=f"Bonjour, voici votre carnet : rendez-vous, contrat, étapes. Cette adresse est à vous "
                f"seule, pendant {duree} jours : {SECRET}",
                secret=adresse,
                personne=personne,
                objet=OBJET_LIEN,
                expire_le=fin,
                acteur=acteur,
            )
    return adresse


def joindre(personne: UUID, jour: date | None = None) -> Coordonnees:
    """Par où cette personne peut recevoir un lien."""
    return coordonnees([personne], jour).get(personne, Coordonnees())


def _racine() -> str:
    return (os.environ.get("JALON_URL") or URL_LOCALE).rstrip("/")

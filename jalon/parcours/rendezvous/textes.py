"""Les mots des messages : phrases courtes, une idée chacune. Aucun nom de personne n'y est.

`[[secret]]` tient la place du lien personnel : seul son destinataire le lit.
"""

from __future__ import annotations

from datetime import datetime

from django.template.defaultfilters import date as date_django
from django.utils import timezone

from jalon.parcours.rendezvous.models import Lieu, Motif, RendezVous
from jalon.socle.messages.models import SECRET
from jalon.socle.organisations.models import Organisation


def quand(instant: datetime) -> str:
    """« mardi 24 novembre à 9 h 00 », heure de Paris."""
    local = timezone.localtime(instant)
    return f"{date_django(local, 'l j F')} à {local.hour} h {local:%M}"


def jour(instant: datetime) -> str:
    """« mardi 24 novembre »."""
    return str(date_django(timezone.localtime(instant), "l j F"))


def ou(lieu: Lieu) -> str:
    return f"{lieu.nom}, {lieu.adresse}"


def qui_invite(organisation: Organisation | None) -> str:
    return organisation.nom if organisation else "Votre département"


def invitation(motif: Motif, qui: str, telephone: str, expire_le: datetime) -> str:
    """Choisir une date avant un jour."""
    phrases = [
        f"{qui} vous propose un rendez-vous : {motif.libelle}.",
        f"Choisissez votre date avant le {jour(expire_le)} : {SECRET}",
    ]
    if telephone:
        phrases.append(f"Ou appelez le {telephone}.")
    if motif.obligatoire:
        phrases.append("Ce rendez-vous est obligatoire.")
    return " ".join(phrases)


def relance(motif: Motif, qui: str, telephone: str, expire_le: datetime) -> str:
    """La même chose, une seconde fois."""
    return f"Vous n'avez pas encore choisi. {invitation(motif, qui, telephone, expire_le)}"


def confirmation(rendezvous: RendezVous) -> str:
    phrases = [f"Votre rendez-vous est noté : {quand(rendezvous.debut)}.", f"{ou(rendezvous.lieu)}."]
    if rendezvous.motif.consigne:
        phrases.append(f"{rendezvous.motif.consigne.rstrip('.')}.")
    phrases.append(f"Changer ou annuler : {SECRET}")
    return " ".join(phrases)


def convocation(rendezvous: RendezVous) -> str:
    phrases = [
        f"Vous avez rendez-vous {quand(rendezvous.debut)} : {rendezvous.motif.libelle}.",
        f"{ou(rendezvous.lieu)}.",
    ]
    if rendezvous.motif.obligatoire:
        phrases.append("Votre présence est obligatoire.")
    if rendezvous.lieu.telephone:
        phrases.append(f"Si vous ne pouvez pas venir, appelez le {rendezvous.lieu.telephone}.")
    phrases.append(f"Votre page : {SECRET}")
    return " ".join(phrases)


def rappel(motif: str, debut: datetime, lieu: str, telephone: str) -> str:
    phrases = [f"Rappel : rendez-vous {quand(debut)}, {motif}.", f"{lieu}."]
    if telephone:
        phrases.append(f"Téléphone : {telephone}.")
    phrases.append(f"Changer ou annuler : {SECRET}")
    return " ".join(phrases)


def annulation(rendezvous: RendezVous) -> str:
    fin = "Vous recevrez une nouvelle proposition."
    if rendezvous.lieu.telephone:
        fin += f" Renseignements : {rendezvous.lieu.telephone}."
    return f"Votre rendez-vous de {quand(rendezvous.debut)} n'aura pas lieu. {fin}"


SUJETS = {
    "invitation": "Choisissez votre rendez-vous",
    "relance": "Votre rendez-vous est à choisir",
    "confirmation": "Votre rendez-vous est noté",
    "convocation": "Vous avez un rendez-vous",
    "rappel": "Rappel de votre rendez-vous",
    "annulation": "Votre rendez-vous n'aura pas lieu",
}
"""Sujet d'un courriel ou objet d'une lettre."""

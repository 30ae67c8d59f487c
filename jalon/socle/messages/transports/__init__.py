"""Les canaux derrière une seule interface : un envoi, une réponse, jamais d'exception."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from django.conf import settings

from jalon.socle.messages.enums import Canal, Transport


class Issue(StrEnum):
    """Ce que l'on sait après un essai."""

    ACCEPTE = "accepte"
    REPORTE = "reporte"
    """Rien n'est parti, ou le transport dit qu'il n'a rien pris : à refaire plus tard."""
    REFUSE = "refuse"
    INCERTAIN = "incertain"
    """Le message a pu partir : personne ne le renvoie sans savoir."""


@dataclass(frozen=True, slots=True)
class Fichier:
    nom: str
    type_mime: str
    octets: bytes


@dataclass(frozen=True, slots=True)
class Envoi:
    """Ce qui part. `reference` : la même à chaque essai (clé d'idempotence, Message-ID)."""

    reference: str
    adresse: str
    sujet: str
    texte: str
    fichiers: tuple[Fichier, ...] = ()


@dataclass(frozen=True, slots=True)
class Reponse:
    """`detail` : nos mots et un code, jamais ceux du fournisseur. `attendre` : secondes qu'il demande."""

    issue: Issue
    identifiant: str = ""
    detail: str = ""
    attendre: int = 0


class Porteur(Protocol):
    """Un transport. `envoyer` rend toujours une réponse ; `fermer` rend les connexions.

    `interne` : rien ne sort de Jalon, il n'y a pas d'appel.
    """

    nom: Transport
    interne: bool

    def envoyer(self, envoi: Envoi) -> Reponse: ...

    def fermer(self) -> None: ...


@dataclass(slots=True)
class Interne:
    """Rien ne sort : le message se lit dans la boîte d'envoi, ou sur la page de la personne."""

    nom: Transport
    interne: bool = True

    def envoyer(self, envoi: Envoi) -> Reponse:
        return Reponse(Issue.ACCEPTE)

    def fermer(self) -> None:
        """Rien à rendre."""


Porteurs = dict[str, Callable[[], Porteur]]


def porteurs() -> Porteurs:
    """Pour chaque canal électronique, de quoi ouvrir son transport, d'après les réglages."""
    from jalon.socle.messages.transports.sms import PorteurSms
    from jalon.socle.messages.transports.smtp import PorteurSmtp

    boite = Interne(Transport.BOITE)
    return {
        Canal.ECRAN: lambda: Interne(Transport.ECRAN),
        Canal.COURRIEL: PorteurSmtp.des_reglages if settings.EMAIL_HOST else lambda: boite,
        Canal.SMS: PorteurSms.des_reglages if settings.SMS_URL else lambda: boite,
    }

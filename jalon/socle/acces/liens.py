"""Liens personnels : la personne ouvre, sans compte, ce qu'un message lui a envoyé, et rien d'autre.

Le jeton n'est gardé nulle part, sauf dans le message envoyé : la base n'en connaît que l'empreinte. Un lien
ouvert pose la personne dans la transaction ; les politiques des tables lui montrent alors ses propres lignes.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone

from jalon.socle.acces.models import Compte, LienPersonnel

OCTETS_JETON = 16


class LienInvalide(LookupError):
    """Le lien n'existe pas, est passé ou a été retiré ; la personne ne sait pas lequel des trois."""


@dataclass(frozen=True, slots=True)
class LienOuvert:
    """Ce qu'un lien ouvre : un objet d'une personne (`objet` : code, par exemple `rendezvous`)."""

    cle: UUID
    personne: UUID
    objet: str
    cible: UUID | None


def creer_lien(
    *, personne: UUID, objet: str, expire_le: datetime, acteur: Compte, cible: UUID | None = None
) -> str:
    """Crée un lien et rend son jeton, à mettre dans l'adresse envoyée. Lève `ValueError` s'il est passé."""
    if expire_le <= timezone.now():
        raise ValueError("Un lien expire après sa création.")
    jeton = secrets.token_urlsafe(OCTETS_JETON)
    LienPersonnel.objects.create(
        empreinte=_empreinte(jeton),
        personne=personne,
        objet=objet,
        cible=cible,
        expire_le=expire_le,
        cree_par=acteur,
    )
    return jeton


def creer_liens(
    destinataires: Iterable[tuple[UUID, UUID | None, datetime]], *, objet: str, acteur: Compte
) -> list[str]:
    """Crée un lien par (personne, cible, expiration) en quelques ordres ; rend les jetons, dans l'ordre."""
    jetons, liens = [], []
    for personne, cible, expire_le in destinataires:
        jetons.append(secrets.token_urlsafe(OCTETS_JETON))
        liens.append(
            LienPersonnel(
                empreinte=_empreinte(jetons[-1]),
                personne=personne,
                objet=objet,
                cible=cible,
                expire_le=expire_le,
                cree_par=acteur,
            )
        )
    LienPersonnel.objects.bulk_create(liens, batch_size=2000)
    return jetons


def ouvrir_lien(jeton: str) -> LienOuvert:
    """Pose la personne du lien dans la transaction en cours. Lève `LienInvalide`."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT * FROM jalon_ouvrir_lien(%s)", [_empreinte(jeton)])
        ligne = curseur.fetchone()
    if ligne is None:
        raise LienInvalide("Ce lien n'est plus valable. Demandez-en un nouveau à votre interlocuteur.")
    return LienOuvert(*ligne)


def retirer_liens(*, personne: UUID, objet: str, cible: UUID | None = None) -> int:
    """Retire les liens encore valables de cet objet (tous, ou ceux d'une cible) ; rend leur nombre."""
    liens = LienPersonnel.objects.filter(personne=personne, objet=objet, retire_le=None)
    if cible is not None:
        liens = liens.filter(cible=cible)
    return liens.update(retire_le=timezone.now())


def _empreinte(jeton: str) -> bytes:
    return hashlib.sha256(jeton.encode()).digest()

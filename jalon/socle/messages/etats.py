"""La seule porte des changements d'état d'un message : table des passages, dates, évènement."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from jalon.socle.acces.models import Compte
from jalon.socle.messages.enums import TRANSITIONS, EtatMessage, Nature
from jalon.socle.messages.models import EvenementMessage, Message

_SANS_SECRET = {EtatMessage.ENVOYE, EtatMessage.ANNULE, EtatMessage.EXPIRE}


def passer(
    cles: Collection[UUID],
    vers: EtatMessage,
    nature: Nature,
    *,
    depuis: Collection[EtatMessage] = tuple(EtatMessage),
    brut: str = "",
    compte: Compte | None = None,
    le: datetime | None = None,
    **champs: Any,
) -> list[UUID]:
    """Change d'état ceux de ces messages qui le peuvent ; rend leurs clés. Dans une transaction.

    `depuis` restreint les états de départ ; `le` date le passage (défaut : maintenant). `champs` s'ajoutent
    aux dates que l'état demande.
    """
    permis = [etat for etat in depuis if vers in TRANSITIONS[etat]]
    quand = le or timezone.now()
    verrouilles = list(
        Message.objects.filter(pk__in=cles, etat__in=permis)
        .order_by("pk")
        .select_for_update()
        .values_list("pk", flat=True)
    )
    if verrouilles:
        Message.objects.filter(pk__in=verrouilles).update(etat=vers, **_dates(vers, quand), **champs)
        ajouter_evenement(verrouilles, nature, brut=brut, compte=compte, le=quand)
    return verrouilles


def ajouter_evenement(
    cles: Collection[UUID],
    nature: Nature,
    *,
    brut: str = "",
    compte: Compte | None = None,
    le: datetime | None = None,
) -> None:
    """Note ce qui arrive à ces messages."""
    quand = le or timezone.now()
    EvenementMessage.objects.bulk_create(
        EvenementMessage(message_id=cle, nature=nature, brut=brut[:300], compte=compte, quand=quand)
        for cle in cles
    )


def _dates(vers: EtatMessage, quand: datetime) -> dict[str, Any]:
    champs: dict[str, Any] = {"reserve_par": None, "reserve_jusqua": None}
    if vers in _SANS_SECRET:
        champs["secret_chiffre"] = None
    match vers:
        case EtatMessage.ENVOI:
            return champs | {"pris_le": quand}
        case EtatMessage.ENVOYE:
            return champs | {"envoye_le": quand, "erreur": ""}
        case EtatMessage.REMIS:
            return champs | {"remis_le": quand}
        case EtatMessage.ECHOUE | EtatMessage.REJETE | EtatMessage.ANNULE | EtatMessage.EXPIRE:
            return champs | {"fini_le": quand}
        case _:
            return champs

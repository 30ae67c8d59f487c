"""Les accusés du fournisseur de SMS : vérifiés, gardés, répondus ; lus ensuite, dans n'importe quel ordre."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from jalon.socle.acces.selectors import compte_systeme
from jalon.socle.base.contexte import contexte_compte
from jalon.socle.messages.enums import EtatMessage, Nature
from jalon.socle.messages.etats import ajouter_evenement, passer
from jalon.socle.messages.file import TACHE_RAPPELS, reveiller
from jalon.socle.messages.models import Message, Rappel

FENETRE = timedelta(minutes=5)
TAILLE_MAX = 16 * 1024
TAILLE_LOT = 500
_CODE = re.compile(r"[\w.:\-]{1,200}")
_EN_VOL = (EtatMessage.ENVOI, EtatMessage.INCERTAIN)
_SUITES: dict[str, tuple[EtatMessage, ...]] = {
    "envoye": (EtatMessage.ENVOYE,),
    "remis": (EtatMessage.ENVOYE, EtatMessage.REMIS),
    "rejete": (EtatMessage.ENVOYE, EtatMessage.REJETE),
    "echoue": (EtatMessage.ECHOUE,),
}
"""Ce que dit le fournisseur → les états par lesquels le message passe."""


class RappelForge(PermissionError):
    """Signature absente, fausse ou hors de la fenêtre : rien n'est gardé."""


def signer(corps: bytes, horodatage: str, secret: str) -> str:
    """La signature qu'un rappel doit porter : HMAC-SHA256 de « horodatage.corps »."""
    empreinte = hmac.new(secret.encode(), horodatage.encode() + b"." + corps, hashlib.sha256)
    return f"sha256={empreinte.hexdigest()}"


def recevoir_rappel(
    corps: bytes, *, horodatage: str, signature: str, maintenant: datetime | None = None
) -> bool:
    """Garde un accusé signé ; faux s'il l'était déjà (rejeu, ou fournisseur qui insiste).

    `horodatage` : secondes depuis 1970, à cinq minutes près. Lève `RappelForge`.
    """
    quand = maintenant or timezone.now()
    attendue = signer(corps, horodatage, settings.SMS_SECRET_RAPPEL)
    if not settings.SMS_SECRET_RAPPEL or not hmac.compare_digest(attendue.encode(), signature.encode()):
        raise RappelForge("Signature refusée.")
    if (
        not re.fullmatch(r"\d{1,11}", horodatage)
        or abs(quand.timestamp() - int(horodatage)) > FENETRE.seconds
    ):
        raise RappelForge("Horodatage hors de la fenêtre.")
    with contexte_compte(compte_systeme()):
        empreinte = hashlib.sha256(corps).digest()
        if Rappel.objects.filter(empreinte=empreinte).exists():
            return False
        Rappel.objects.bulk_create(
            [Rappel(empreinte=empreinte, recu_le=quand, **_lire(corps))], ignore_conflicts=True
        )
        reveiller(TACHE_RAPPELS)
    return True


def traiter_rappels(*, maintenant: datetime | None = None, limite: int = TAILLE_LOT) -> int:
    """Lit les accusés reçus, dans l'ordre de leur arrivée ; rend combien."""
    quand = maintenant or timezone.now()
    with contexte_compte(compte_systeme()):
        recus = list(
            Rappel.objects.filter(traite_le=None)
            .order_by("recu_le", "pk")
            .select_for_update(skip_locked=True)[:limite]
        )
        for rappel in recus:
            rappel.suite = _appliquer(rappel, quand)
            rappel.traite_le = quand
            rappel.save(update_fields=["suite", "traite_le"])
    return len(recus)


def _appliquer(rappel: Rappel, quand: datetime) -> str:
    if rappel.etat not in _SUITES:
        return "état inconnu"
    message = _message_de(rappel)
    if message is None:
        return "message inconnu"
    ajouter_evenement([message.pk], Nature.RAPPEL, brut=f"{rappel.etat} {rappel.detail}".strip(), le=quand)
    bouge = False
    for vers in _SUITES[rappel.etat]:
        depuis = _EN_VOL if vers == EtatMessage.ENVOYE else tuple(EtatMessage)
        champs: dict[str, Any] = (
            {"erreur": rappel.detail[:300]} if vers in (EtatMessage.ECHOUE, EtatMessage.REJETE) else {}
        )
        bouge |= bool(
            passer([message.pk], vers, Nature.RAPPEL, depuis=depuis, brut=vers.label, le=quand, **champs)
        )
    return "appliqué" if bouge else "sans effet"


def _message_de(rappel: Rappel) -> Message | None:
    """Par notre référence d'abord : elle était en base avant l'appel."""
    if rappel.reference:
        try:
            return Message.objects.filter(pk=UUID(rappel.reference)).first()
        except ValueError:
            return None
    if rappel.identifiant:
        return Message.objects.filter(identifiant=rappel.identifiant).first()
    return None


def _lire(corps: bytes) -> dict:
    """Les seuls champs gardés, chacun d'une forme sûre ; un corps illisible donne un accusé vide."""
    try:
        lu = json.loads(corps)
    except ValueError:
        return {}
    if not isinstance(lu, dict):
        return {}
    codes = {
        nom: valeur if isinstance(valeur, str) and _CODE.fullmatch(valeur) else ""
        for nom, valeur in ((nom, lu.get(cle)) for nom, cle in _CHAMPS.items())
    }
    quand = lu.get("quand")
    return {
        "reference": codes["reference"][:120],
        "identifiant": codes["identifiant"],
        "etat": codes["etat"][:40],
        "detail": codes["detail"],
        "quand": _date(quand) if isinstance(quand, str) else None,
    }


_CHAMPS = {"reference": "reference", "identifiant": "identifiant", "etat": "etat", "detail": "motif"}


def _date(texte: str) -> datetime | None:
    try:
        lue = parse_datetime(texte)
    except ValueError:
        return None
    return lue if lue is None or lue.tzinfo else timezone.make_aware(lue)

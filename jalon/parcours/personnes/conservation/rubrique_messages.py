"""La rubrique « messages » de l'export d'un dossier : tout ce qui a été écrit à la personne."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.utils import timezone

from jalon.socle.acces.models import Compte
from jalon.socle.messages.models import SECRET, Message
from jalon.socle.messages.selectors import messages_de
from jalon.socle.pieces.models import ContenuPiece

NOM = "messages"
MENTION = "SMS, courriels et lettres, tels qu'envoyés ; un code ou un lien personnel n'y est plus."


def rassembler(personne: UUID, lecteur: Compte) -> list[dict[str, Any]]:
    """Les messages de la personne, le plus récent d'abord."""
    return [
        {
            "canal": message.get_canal_display(),
            "adresse": message.adresse,
            "sujet": message.sujet,
            "texte": message.texte.replace(SECRET, "••••••"),
            "etat": message.get_etat_display(),
            "pdf": _fichier(message) if message.piece else "",
            "empreinte_pdf": message.piece.empreinte if message.piece else "",
            "depose_le": message.cree_le,
            "envoye_le": message.envoye_le,
            "remis_le": message.remis_le,
        }
        for message in messages_de([personne], lecteur)
    ]


def lettres_gardees(personne: UUID, lecteur: Compte) -> Iterator[tuple[str, bytes]]:
    """Le nom et les octets de chaque PDF gardé d'une lettre à la personne."""
    lettres = messages_de([personne], lecteur).filter(piece__contenu__isnull=False)
    for lettre in lettres.only("cree_le", "piece__empreinte"):
        yield _fichier(lettre), bytes(ContenuPiece.objects.get(pk=lettre.piece_id).octets)


def _fichier(lettre: Message) -> str:
    return f"lettres/{timezone.localdate(lettre.cree_le):%Y-%m-%d}-{lettre.reference[:8]}.pdf"

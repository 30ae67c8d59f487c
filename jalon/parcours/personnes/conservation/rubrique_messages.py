"""La rubrique « messages » de l'export d'un dossier : tout ce qui a été écrit à la personne."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from jalon.socle.acces.models import Compte
from jalon.socle.messages.models import SECRET
from jalon.socle.messages.selectors import messages_de

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
            "empreinte_pdf": message.piece.empreinte if message.piece else "",
            "depose_le": message.cree_le,
            "envoye_le": message.envoye_le,
            "remis_le": message.remis_le,
        }
        for message in messages_de([personne], lecteur)
    ]

"""Le PDF d'une lettre : composé une fois, gardé avec son empreinte, rendu tel quel ensuite.

Une lettre signée le garde à la signature, une autre quand son lot s'imprime. La base refuse de le remplacer,
ou d'en donner un à une lettre déjà partie.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from hashlib import sha256
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.socle.messages.enums import Canal, EtatMessage, Nature
from jalon.socle.messages.models import EvenementMessage, Message
from jalon.socle.pieces.models import ContenuPiece
from jalon.socle.pieces.services import deposer_pieces
from jalon.socle.rendu.lettre import Lettre, lettres_en_pdf, paragraphes

PAS_PARTIES = (EtatMessage.PRET, EtatMessage.ENVOI)
ENSEMBLE = 200
"""Lettres dont les octets sont en mémoire à la fois."""


def garder_pdf(
    cles: Collection[UUID],
    *,
    acteur: Compte,
    avancer: Callable[[int, int], None] = lambda faites, total: None,
) -> int:
    """Compose et garde le PDF de chacune, sauf si elle en a un ou est partie ; rend le nombre de gardés.

    L'évènement de chacune porte l'empreinte. Lève `RenduImpossible`.
    """
    with acte("garder_pdf", acteur=acteur):
        sans = Message.objects.filter(pk__in=cles, canal=Canal.LETTRE, piece=None, etat__in=PAS_PARTIES)
        lettres = list(sans.order_by("pk").select_for_update())
        for debut in range(0, len(lettres), ENSEMBLE):
            _garder(lettres[debut : debut + ENSEMBLE], acteur)
            avancer(min(debut + ENSEMBLE, len(lettres)), len(lettres))
    return len(lettres)


def _garder(lettres: Sequence[Message], acteur: Compte) -> None:
    fichiers = [(f"lettre-{lettre.reference[:8]}.pdf", _composer(lettre)) for lettre in lettres]
    pieces = deposer_pieces(fichiers, acteur=acteur, type_mime="application/pdf")
    for lettre, piece in zip(lettres, pieces, strict=True):
        lettre.piece = piece
    Message.objects.bulk_update(lettres, ["piece"])
    EvenementMessage.objects.bulk_create(
        EvenementMessage(
            message=lettre, nature=Nature.PDF, brut=f"empreinte SHA-256 {piece.empreinte}", compte=acteur
        )
        for lettre, piece in zip(lettres, pieces, strict=True)
    )


def octets_gardes(lettres: Sequence[Message]) -> Iterator[bytes]:
    """Les PDF de ces lettres, dans l'ordre, chacun comparé à son empreinte.

    Lève `ValidationError` si l'un a été effacé, ou n'est plus celui qui a été gardé.
    """
    for debut in range(0, len(lettres), ENSEMBLE):
        ensemble = lettres[debut : debut + ENSEMBLE]
        contenus = ContenuPiece.objects.in_bulk([lettre.piece_id for lettre in ensemble])
        for lettre in ensemble:
            contenu = contenus.get(lettre.piece_id)
            octets = bytes(contenu.octets) if contenu else b""
            if lettre.piece is None or sha256(octets).hexdigest() != lettre.piece.empreinte:
                raise ValidationError(
                    f"Le PDF gardé de la lettre {lettre.reference} a été effacé, ou n'est plus le même : "
                    "abandonnez ce lot et préparez-en un autre.",
                    code="pdf",
                )
            yield octets


def _composer(message: Message) -> bytes:
    lettre = lettre_de(message)
    return lettres_en_pdf([lettre], titre=lettre.objet, jour=timezone.localdate(message.cree_le))


def lettre_de(message: Message) -> Lettre:
    """La lettre d'un message, telle que composée au dépôt ; à défaut, son texte en paragraphes simples."""
    page = message.mise_en_page
    return Lettre(
        destinataire=message.adresse,
        objet=page.get("objet") or message.sujet,
        noeuds=page.get("noeuds") or paragraphes(message.texte),
        expediteur=page.get("expediteur", ""),
        lieu_date=page.get("lieu_date") or f"Le {timezone.localdate(message.cree_le):%d/%m/%Y}",
        reference=page.get("reference") or message.reference[:8],
    )

"""Ce que les écrans d'envoi partagent : qui y entre, un fichier à télécharger, à qui va un message."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from jalon.parcours.personnes.models import Personne
from jalon.socle.acces.enums import Role
from jalon.socle.messages.models import Message
from jalon.socle.pieces.models import ContenuPiece, Piece
from jalon.socle.pieces.selectors import octets_de

ENVOIENT = (Role.GESTIONNAIRE_DROITS, Role.AGENT_ORIENTATION, Role.RESPONSABLE_STRUCTURE)
ECRIVENT_MODELES = (Role.ADMINISTRATEUR, Role.GESTIONNAIRE_DROITS, Role.RESPONSABLE_STRUCTURE)
PAR_PAGE = 50


def personnes_de(messages: Iterable[Message]) -> dict[UUID, Personne]:
    """Les personnes de ces messages que le lecteur voit, en une requête."""
    return personnes_par_cle({message.personne for message in messages if message.personne})


def personnes_par_cle(cles: Collection[UUID]) -> dict[UUID, Personne]:
    """Celles de ces personnes que le lecteur voit, en une requête."""
    return Personne.objects.defer("nir_chiffre", "nir_cle", "trigrammes").in_bulk(cles)


def telecharger(piece: Piece | None, *, joint: bool = True) -> HttpResponse:
    """Le fichier tel que gardé : à enregistrer, ou à lire dans la page (`joint` faux).

    Lève `Http404` s'il n'y en a pas, ou si son contenu a été effacé.
    """
    if piece is None:
        raise Http404("Ce fichier n'existe pas.")
    try:
        octets = octets_de(piece)
    except ContenuPiece.DoesNotExist as erreur:
        raise Http404("Le contenu de ce fichier a été effacé avec le dossier.") from erreur
    reponse = HttpResponse(octets, content_type=piece.type_mime)
    reponse["Content-Disposition"] = content_disposition_header(joint, piece.nom)
    return reponse

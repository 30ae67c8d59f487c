"""Pièce → relevé : la lecture d'une pièce déposée, gardée en mémoire tant que le processus vit."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from jalon.pilotage.controles.releve import Releve
from jalon.socle.pieces.models import Piece
from jalon.sources.documents.lecture import lire_document

RELEVES_EN_MEMOIRE = 8


def releve_de_la_piece(cle: UUID) -> Releve:
    """Le relevé de cette pièce ; lève `DocumentIllisible`. La pièce est immuable : la relire donne le même relevé."""
    piece = Piece.objects.only("nom", "contenu").get(pk=cle)
    return _relire(cle, piece.nom, bytes(piece.contenu))


@lru_cache(maxsize=RELEVES_EN_MEMOIRE)
def _relire(cle: UUID, nom: str, contenu: bytes) -> Releve:
    return lire_document(contenu, nom)

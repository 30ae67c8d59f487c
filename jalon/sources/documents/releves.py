"""Pièce → relevé : la lecture d'une pièce déposée, gardée en mémoire tant que le processus vit."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from jalon.pilotage.controles.releve import Releve
from jalon.socle.pieces.selectors import octets_de, piece_par_id
from jalon.sources.documents.lecture import lire_document

RELEVES_EN_MEMOIRE = 8


def releve_de_la_piece(cle: UUID) -> Releve:
    """Le relevé de cette pièce ; lève `DocumentIllisible`, `Piece.DoesNotExist` si elle n'est pas visible.

    La pièce est immuable : la relire donne le même relevé.
    """
    piece_par_id(cle)
    return _relire(cle)


@lru_cache(maxsize=RELEVES_EN_MEMOIRE)
def _relire(cle: UUID) -> Releve:
    piece = piece_par_id(cle)
    return lire_document(octets_de(piece), piece.nom)

"""Lecture des pièces : la base ne rend que celles que le compte du contexte peut voir."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from jalon.socle.pieces.models import ContenuPiece, Piece


def pieces_visibles() -> QuerySet[Piece]:
    """Pièces visibles, les plus récentes d'abord, avec qui les a déposées."""
    return Piece.objects.select_related("deposee_par").order_by("-deposee_le", "id")


def piece_par_id(cle: UUID) -> Piece:
    """Pièce de cette clé ; lève `Piece.DoesNotExist` si elle n'existe pas ou n'est pas visible."""
    return pieces_visibles().get(pk=cle)


def octets_de(piece: Piece) -> bytes:
    """Contenu de la pièce, tel que déposé."""
    return bytes(ContenuPiece.objects.values_list("octets", flat=True).get(piece_id=piece.pk))

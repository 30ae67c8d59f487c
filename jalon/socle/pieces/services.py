"""Dépôt des pièces."""

from __future__ import annotations

import mimetypes
import unicodedata
from hashlib import sha256
from pathlib import PurePosixPath, PureWindowsPath
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError

from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.socle.pieces.models import ContenuPiece, Piece


def deposer_piece(
    *, nom: str, contenu: bytes, acteur: Compte, type_mime: str = "", cloison: UUID | None = None
) -> Piece:
    """Garde un fichier et renvoie sa pièce. Le même contenu déposé de nouveau rend la pièce déjà là.

    `cloison` : identifiant du programme qui le détient ; il pourra être donné plus tard (`rattacher_piece`).
    Lève `ValidationError` si le fichier est vide ou dépasse `TAILLE_MAX_PIECE` octets.
    """
    if not contenu:
        raise ValidationError(f"Le fichier « {nom} » est vide.", code="vide")
    if len(contenu) > settings.TAILLE_MAX_PIECE:
        limite = settings.TAILLE_MAX_PIECE // 1024**2
        raise ValidationError(
            f"Le fichier « {nom} » fait {len(contenu) // 1024**2} Mo ; la limite est de {limite} Mo.",
            code="trop_grand",
        )
    propre = nom_de_fichier(nom)
    empreinte = sha256(contenu).hexdigest()
    with acte("deposer_piece", acteur=acteur):
        deja = Piece.objects.filter(empreinte=empreinte, cloison=cloison).order_by("deposee_le").first()
        if deja is not None:
            return deja
        piece = Piece.objects.create(
            nom=propre,
            empreinte=empreinte,
            type_mime=type_mime or mimetypes.guess_type(propre)[0] or "application/octet-stream",
            taille=len(contenu),
            cloison=cloison,
            deposee_par=acteur,
        )
        ContenuPiece.objects.create(piece=piece, octets=contenu)
    return piece


def rattacher_piece(*, piece: Piece, cloison: UUID, acteur: Compte) -> Piece:
    """Rattache une pièce à un programme : les personnes qui le voient la verront.

    Si le programme détient déjà ce contenu, c'est sa pièce qui est rendue, et l'autre reste à qui l'a
    déposée.
    """
    if piece.cloison == cloison:
        return piece
    with acte("rattacher_piece", acteur=acteur, programme=cloison):
        deja = Piece.objects.filter(empreinte=piece.empreinte, cloison=cloison).first()
        if deja is not None:
            return deja
        piece.cloison = cloison
        piece.save(update_fields=["cloison"])
    return piece


def nom_de_fichier(nom: str) -> str:
    """Nom de fichier sans dossier ni caractère de contrôle, 255 caractères au plus, extension gardée."""
    seul = PurePosixPath(PureWindowsPath(nom).name).name
    propre = (
        "".join(lettre for lettre in seul if unicodedata.category(lettre)[0] != "C").strip(" .") or "fichier"
    )
    if len(propre) <= 255:
        return propre
    extension = PurePosixPath(propre).suffix[:20]
    return propre[: 255 - len(extension)] + extension

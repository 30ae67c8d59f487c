"""Dépôt des pièces."""

from __future__ import annotations

import mimetypes
import unicodedata
from collections.abc import Sequence
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
    (piece,) = deposer_pieces([(nom, contenu)], acteur=acteur, type_mime=type_mime, cloison=cloison)
    return piece


def deposer_pieces(
    fichiers: Sequence[tuple[str, bytes]], *, acteur: Compte, type_mime: str = "", cloison: UUID | None = None
) -> list[Piece]:
    """Garde ces fichiers (nom, contenu) en quatre ordres, comme autant de `deposer_piece`, dans cet ordre."""
    for nom, contenu in fichiers:
        _exiger_gardable(nom, contenu)
    empreintes = [sha256(contenu).hexdigest() for _, contenu in fichiers]
    with acte("deposer_piece", acteur=acteur):
        deja = Piece.objects.filter(empreinte__in=empreintes, cloison=cloison).order_by("-deposee_le")
        pieces = {piece.empreinte: piece for piece in deja}
        contenus = []
        for empreinte, (nom, contenu) in zip(empreintes, fichiers, strict=True):
            if empreinte not in pieces:
                propre = nom_de_fichier(nom)
                pieces[empreinte] = Piece(
                    nom=propre,
                    empreinte=empreinte,
                    type_mime=type_mime or mimetypes.guess_type(propre)[0] or "application/octet-stream",
                    taille=len(contenu),
                    cloison=cloison,
                    deposee_par=acteur,
                )
                contenus.append(ContenuPiece(piece=pieces[empreinte], octets=contenu))
        Piece.objects.bulk_create(contenu.piece for contenu in contenus)
        ContenuPiece.objects.bulk_create(contenus)
    return [pieces[empreinte] for empreinte in empreintes]


def _exiger_gardable(nom: str, contenu: bytes) -> None:
    """Lève `ValidationError` si le fichier est vide ou trop grand."""
    if not contenu:
        raise ValidationError(f"Le fichier « {nom} » est vide.", code="vide")
    if len(contenu) > settings.TAILLE_MAX_PIECE:
        limite = settings.TAILLE_MAX_PIECE // 1024**2
        raise ValidationError(
            f"Le fichier « {nom} » fait {len(contenu) // 1024**2} Mo ; la limite est de {limite} Mo.",
            code="trop_grand",
        )


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

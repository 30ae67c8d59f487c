"""Ce que les polices du produit savent dessiner : un caractère sans dessin ferait échouer tout le PDF."""

from __future__ import annotations

import struct
from functools import lru_cache
from pathlib import Path

REMPLACANTS = str.maketrans(
    {
        "→": "»",
        "⇒": "»",
        "▪": "•",
        "■": "•",
        "●": "•",
        "►": "•",
        "✓": "v",
        "✔": "v",
        "‑": "-",
        "‐": "-",
        "−": "-",
    }
)
INCONNU = "?"


def affichable(texte: str, dossier: Path) -> str:
    """Le texte, où un caractère que la police n'a pas devient son plus proche, sinon « ? »."""
    if texte.isascii():
        return texte
    connus = caracteres(dossier)
    if all(ord(c) in connus or c in "\n\t" for c in texte):
        return texte
    proche = "".join(c if ord(c) in connus else c.translate(REMPLACANTS) for c in texte)
    return "".join(c if ord(c) in connus or c in "\n\t" else INCONNU for c in proche)


@lru_cache(maxsize=4)
def caracteres(dossier: Path) -> frozenset[int]:
    """Caractères communs à toutes les coupes TrueType du dossier (table `cmap`, format 4)."""
    jeux = [_cmap(fichier.read_bytes()) for fichier in sorted(dossier.glob("*.ttf"))]
    return frozenset.intersection(*jeux) if jeux else frozenset()


def _cmap(octets: bytes) -> frozenset[int]:
    (nombre,) = struct.unpack_from(">H", octets, 4)
    for rang in range(nombre):
        nom, _, debut, _ = struct.unpack_from(">4sIII", octets, 12 + 16 * rang)
        if nom == b"cmap":
            return _sous_table(octets, debut)
    return frozenset()


def _sous_table(octets: bytes, cmap: int) -> frozenset[int]:
    (nombre,) = struct.unpack_from(">H", octets, cmap + 2)
    for rang in range(nombre):
        _, _, decalage = struct.unpack_from(">HHI", octets, cmap + 4 + 8 * rang)
        table = cmap + decalage
        (forme,) = struct.unpack_from(">H", octets, table)
        if forme == 4:
            return _format_4(octets, table)
    return frozenset()


def _format_4(octets: bytes, table: int) -> frozenset[int]:
    (segments,) = struct.unpack_from(">H", octets, table + 6)
    segments //= 2
    fins = struct.unpack_from(f">{segments}H", octets, table + 14)
    debuts = struct.unpack_from(f">{segments}H", octets, table + 16 + 2 * segments)
    return frozenset(
        code
        for debut, fin in zip(debuts, fins, strict=True)
        if debut <= fin < 0xFFFF
        for code in range(debut, fin + 1)
    )

"""La forme sous laquelle un dossier reçu est gardé : comprimé, puis chiffré."""

from __future__ import annotations

import zlib

from jalon.socle.base.chiffrement import chiffrer, dechiffrer

NIVEAU = 1


def emballer(octets: bytes) -> bytes:
    """Octets d'un dossier, comprimés puis chiffrés."""
    return chiffrer(zlib.compress(octets, NIVEAU))


def deballer(contenu: bytes) -> bytes:
    """L'inverse d'`emballer`. Lève `Indechiffrable` si la clé a changé."""
    return zlib.decompress(dechiffrer(contenu))

"""La forme sous laquelle un dossier reçu est gardé : comprimé, puis chiffré.

La compression part d'une amorce : un dossier y retrouve ses balises, et tient en moitié moins de place.
"""

from __future__ import annotations

import zlib
from pathlib import Path

from jalon.socle.base.chiffrement import chiffrer, dechiffrer

NIVEAU = 3
# Ne change jamais : ce qui est gardé ne se relit qu'avec elle. Une autre amorce serait un autre fichier.
AMORCE = Path(__file__).with_name("emballage.amorce").read_bytes()
_AMORCE_PRETE = zlib.compressobj(NIVEAU, zdict=AMORCE)


def emballer(octets: bytes) -> bytes:
    """Octets d'un dossier, comprimés puis chiffrés."""
    compresseur = _AMORCE_PRETE.copy()
    return chiffrer(compresseur.compress(octets) + compresseur.flush())


def deballer(contenu: bytes) -> bytes:
    """L'inverse d'`emballer`, amorce ou non. Lève `Indechiffrable` si la clé a changé."""
    return zlib.decompressobj(zdict=AMORCE).decompress(dechiffrer(contenu))

"""Chiffrer ce qui ne doit pas se lire dans la base, et le retrouver sans le déchiffrer.

La clé (`secret_personnes`) est dans le fichier des clés, jamais dans la base ni dans ses sauvegardes : une
base volée ne rend ni NIR ni dossier reçu. AES-256-GCM, un octet de version puis un nonce neuf par valeur.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from jalon.socle.base.dossier import lire_cles

VERSION = b"\x01"
_NONCE = 12


class Indechiffrable(ValueError):
    """La valeur a été chiffrée avec une autre clé, ou elle est abîmée."""


def chiffrer(octets: bytes) -> bytes:
    """Octets chiffrés et authentifiés ; deux appels sur la même valeur diffèrent."""
    nonce = secrets.token_bytes(_NONCE)
    return VERSION + nonce + _chiffre().encrypt(nonce, octets, VERSION)


def dechiffrer(octets: bytes) -> bytes:
    """L'inverse de `chiffrer`. Lève `Indechiffrable`."""
    octets = bytes(octets)
    if octets[:1] != VERSION:
        raise Indechiffrable("Version de chiffrement inconnue.")
    try:
        return _chiffre().decrypt(octets[1 : 1 + _NONCE], octets[1 + _NONCE :], VERSION)
    except InvalidTag:
        raise Indechiffrable(
            "Cette valeur a été chiffrée avec une autre clé : vérifiez le fichier des clés (JALON_CLES)."
        ) from None


def cle_de_recherche(texte: str) -> bytes:
    """Empreinte à clé, sur 16 octets : la même pour le même texte, inutilisable sans le fichier des clés."""
    return hmac.new(_derivee("recherche"), texte.encode(), hashlib.sha256).digest()[:16]


@lru_cache(maxsize=1)
def _chiffre() -> AESGCM:
    return AESGCM(_derivee("chiffrement"))


@lru_cache(maxsize=4)
def _derivee(usage: str) -> bytes:
    secret = base64.urlsafe_b64decode(lire_cles()["secret_personnes"])
    return hmac.new(secret, usage.encode(), hashlib.sha256).digest()

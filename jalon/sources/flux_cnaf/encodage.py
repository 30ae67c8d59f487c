"""L'encodage d'un flux : celui que dit la déclaration XML, vérifié sur le premier texte accentué."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from jalon.sources.flux_cnaf.erreurs import FluxIllisible

UTF8, WINDOWS, LATIN9 = "utf-8", "cp1252", "iso8859-15"
# L'ISO-8859-1 déclarée est lue comme windows-1252, qui la contient : ses codes 80 à 9F ne sont que des
# commandes.
ADMIS = {
    "utf-8": UTF8,
    "utf8": UTF8,
    "windows-1252": WINDOWS,
    "cp1252": WINDOWS,
    "iso-8859-1": WINDOWS,
    "iso8859-1": WINDOWS,
    "latin1": WINDOWS,
    "us-ascii": WINDOWS,
    "ascii": WINDOWS,
    "iso-8859-15": LATIN9,
    "iso8859-15": LATIN9,
    "latin9": LATIN9,
}
HORS_ASCII = re.compile(rb"[\x80-\xff]")
PROPRES_A_WINDOWS = bytes(range(0x80, 0xA0))
"""Hors de ces octets, windows-1252 et ISO-8859-1 disent la même chose."""
DECLARATION = re.compile(rb"<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")


@dataclass(slots=True)
class Encodage:
    """`nom` (Python) n'est certain qu'une fois `sur` : avant, tout ce qui a été lu est en ASCII."""

    nom: str
    declare: str
    sur: bool = False

    def decider(self, octets: bytes, ligne: int) -> None:
        """Confronte la déclaration au premier bloc accentué (multiple de caractères entiers ou non).

        Lève `FluxIllisible` si la déclaration est fausse : des noms seraient lus de travers sans qu'on le
        voie.
        """
        if self.sur or octets.isascii():
            return
        self.sur = True
        ligne += octets.count(b"\n", 0, HORS_ASCII.search(octets).start())  # type: ignore[union-attr]
        utf8 = _est_utf8(octets)
        if not self.declare:
            self.nom = UTF8 if utf8 else WINDOWS
        elif utf8 != (self.nom == UTF8):
            vrai = "UTF-8" if utf8 else "windows-1252 ou ISO-8859"
            raise FluxIllisible(
                f"le fichier se déclare en {self.declare} mais ses accents sont écrits en {vrai}. "
                "Demandez le fichier d'origine, sans conversion, ou corrigez sa déclaration.",
                ligne,
            )

    def decoder(self, octets: bytes) -> bytes:
        """Les mêmes caractères en UTF-8. Lève `UnicodeDecodeError` si un octet n'y existe pas."""
        if octets.isascii():
            return octets
        return self.texte(octets).encode("utf-8")

    def texte(self, octets: bytes) -> str:
        """Ce que disent ces octets. Lève `UnicodeDecodeError` ; l'ISO-8859-1 se lit quinze fois plus vite."""
        if self.nom == WINDOWS and len(octets.translate(None, PROPRES_A_WINDOWS)) == len(octets):
            return octets.decode("latin-1")
        return octets.decode(self.nom)


def _est_utf8(octets: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(octets)
    except UnicodeDecodeError:
        return False
    return True


def encodage_declare(debut: bytes) -> Encodage:
    """L'encodage que déclare le début d'un flux, vide s'il est à essayer. Lève `FluxIllisible`."""
    trouve = DECLARATION.match(debut)
    if trouve is None:
        return Encodage(UTF8, "")
    declare = trouve[1].decode("ascii")
    nom = ADMIS.get(declare.lower())
    if nom is None:
        raise FluxIllisible(
            f"l'encodage {declare} n'est pas admis. Jalon lit windows-1252, ISO-8859-1, ISO-8859-15 et "
            f"UTF-8 : "
            "demandez le fichier dans l'un d'eux.",
            1,
        )
    return Encodage(nom, declare)

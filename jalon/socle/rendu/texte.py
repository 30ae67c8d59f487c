"""Un texte sûr à écrire dans un document : sans caractère interdit en XML, espaces que la police possède."""

from __future__ import annotations

import re
from functools import lru_cache

INTERDITS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)
ESPACES_FINES = str.maketrans({"\u202f": "\u00a0", "\u2009": "\u00a0", "\u2007": "\u00a0"})
AVANT_DOUBLE = re.compile(r"(?<=\S) (?=[:;!?»%€])")
APRES_GUILLEMET = re.compile(r"(?<=«) ")
MILLIERS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")


def propre(texte: object) -> str:
    """Le texte sans caractère de contrôle ni marque de sens d'écriture ; espaces fines en insécables."""
    return INTERDITS.sub("", str(texte).replace("\r\n", "\n").replace("\r", "\n")).translate(ESPACES_FINES)


@lru_cache(maxsize=20_000)
def typographie(texte: str) -> str:
    """Les espaces insécables du français : avant « : ; ! ? » », après « « », dans les milliers."""
    return MILLIERS.sub("\u00a0", APRES_GUILLEMET.sub("\u00a0", AVANT_DOUBLE.sub("\u00a0", propre(texte))))

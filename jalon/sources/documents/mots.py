"""Mots des rapports, comparés sans casse ni accent ; numéros d'action tels qu'ils s'écrivent."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

NUMERO = r"\d{1,3}(?:\s?[.\-]\s?\d{1,2}){0,2}(?:\s?(?:bis|ter|quater))?"
ACTION = re.compile(
    rf"^actions?\s*(?P<n>n\s?[°ºo]\s*"
    rf"|num[ée]ro\s*)?(?P<code>{NUMERO})?(?![\w])\s*(?P<sep>[:\-–—.]*)\s*(?P<titre>.*)$",
    re.IGNORECASE | re.DOTALL,
)


@lru_cache(maxsize=20_000)
def plat(texte: str) -> str:
    """Le texte en minuscules, sans accent, apostrophes droites, espaces simples."""
    texte = unicodedata.normalize("NFD", texte.lower().replace("’", "'").replace("œ", "oe"))
    texte = "".join(c for c in texte if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", texte).strip()


def une_ligne(texte: str) -> str:
    """Le texte d'une case sur une seule ligne."""
    return " ".join(texte.split())


def code_action(imprime: str) -> str:
    """Le numéro normalisé : « 1-2 » et « 1. 2 » font « 1.2 », « 8.4 bis » fait « 8.4bis »."""
    return re.sub(r"\s", "", imprime).replace("-", ".").lower()


@dataclass(frozen=True, slots=True)
class TitreAction:
    """« Action 5.1 : Garantie d'activité » : numéro normalisé et imprimé, titre.

    `avec_numero` : « n° » est écrit ; `separe` : ce qui suit le numéro est un titre et non une phrase.
    """

    code: str
    imprime: str
    titre: str
    avec_numero: bool = False
    separe: bool = False

    @property
    def compose(self) -> bool:
        return "." in self.code


def titre_action(texte: str) -> TitreAction | None:
    """Ce que dit un libellé qui commence par « Action », ou `None`."""
    trouve = ACTION.match(texte.strip())
    if trouve is None:
        return None
    imprime = (trouve["code"] or "").strip()
    titre = une_ligne(trouve["titre"]).strip(" -–—:")
    if not imprime and not trouve["sep"]:
        return None
    separe = bool(trouve["sep"]) or not titre or not titre[0].islower()
    return TitreAction(code_action(imprime), imprime, titre, bool(trouve["n"]), separe)

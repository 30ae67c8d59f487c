"""Rapprocher des libellés écrits par des mains différentes, et écrire les nombres à la française."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from rapidfuzz import fuzz

ESPACE = "\u00a0"
_BALISE = re.compile(r"<[^>]*>")
_NON_MOT = re.compile(r"[^a-z0-9]+")
_SIGNES = str.maketrans({"œ": "oe", "Œ": "OE"} | dict.fromkeys("’‘–—«»…•▪/", " "))
_MOTS_VIDES = frozenset(
    "a au aux avec ce ces cet cette d dans de des dont du elle en est et etc eu il ils j l la le les leur"
    " leurs lors lui m meme mme n ne nos notre nous on ont ou par pas plus pour qu que qui s sa se ses si"
    " son sont soit sur t un une vers y ete etre fait c ainsi afin selon chez entre nombre nbre nb total"
    " totale".split()
)
_NOMBRES = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8,
    "neuf": 9, "dix": 10, "onze": 11, "douze": 12,
}  # fmt: skip


@lru_cache(maxsize=50_000)
def normaliser(texte: str) -> str:
    """Minuscules sans accent, sans balise ni ponctuation ; sert seulement à comparer."""
    sans_balise = _BALISE.sub(" ", texte).translate(_SIGNES)
    sans_accent = unicodedata.normalize("NFKD", sans_balise).encode("ascii", "ignore").decode().lower()
    return _NON_MOT.sub(" ", sans_accent).strip()


def racine(mot: str) -> str:
    """Racine grossière : les marques de genre et de nombre tombent, jamais en deçà de trois lettres."""
    while len(mot) > 3 and mot[-1] in "esx":
        mot = mot[:-1]
    return mot


@lru_cache(maxsize=50_000)
def racines(texte: str) -> frozenset[str]:
    """Racines des mots pleins d'un libellé, sans les nombres."""
    mots = normaliser(texte).split()
    return frozenset(racine(m) for m in mots if m not in _MOTS_VIDES and len(m) > 1 and not m.isdigit())


def compact(texte: str) -> str:
    """Le texte normalisé sans espace : « WE KER », « We-Ker » et « WeKer » se valent."""
    return normaliser(texte).replace(" ", "")


@lru_cache(maxsize=100_000)
def ressemblance(un: str, deux: str) -> float:
    """De 0 à 100 : part des racines communes, tolérante aux fautes de frappe."""
    a, b = racines(un), racines(deux)
    if not a or not b:
        return 0.0
    if a == b:
        return 100.0
    return fuzz.token_sort_ratio(" ".join(sorted(a)), " ".join(sorted(b)))


def part_commune(libelle: str, texte: str) -> float:
    """Part (0 à 1) des racines du libellé que le texte contient."""
    attendues = racines(libelle)
    return len(attendues & racines(texte)) / len(attendues) if attendues else 0.0


@lru_cache(maxsize=200_000)
def mots_proches(un: str, deux: str) -> bool:
    """Deux mots différents qu'une faute de frappe sépare (« babin », « bambin »)."""
    if un == deux or min(len(un), len(deux)) < 5 or abs(len(un) - len(deux)) > 2:
        return False
    return fuzz.ratio(un, deux) >= 80


def est_abrege_de(court: str, long_: str) -> bool:
    """Vrai si les lettres de `court` se suivent dans `long_` (« acctg » dans « accompagnement »)."""
    reste = iter(long_)
    return all(lettre in reste for lettre in court)


def nombre_en_lettres(mot: str) -> int | None:
    """« trois » donne 3, « 3 » aussi ; sinon rien."""
    mot = normaliser(mot)
    if mot.isdigit() and len(mot) < 7:
        return int(mot)
    return _NOMBRES.get(mot)


def ecrire(nombre: Decimal, unite: str = "", decimales: int | None = None) -> str:
    """« 21 064,00 € », « 39,2 % », « 5 015 » : espaces insécables et virgule."""
    if unite == "€":
        decimales = 2
    if decimales is None:
        exposant = nombre.normalize().as_tuple().exponent
        decimales = max(0, -exposant) if isinstance(exposant, int) else 0
    texte = f"{nombre:,.{decimales}f}".replace(",", ESPACE).replace(".", ",")
    return f"{texte}{ESPACE}{unite}" if unite in {"€", "%"} else texte


def ecrire_rang(rang: int) -> str:
    return "1re" if rang == 1 else f"{rang}e"

"""Lire un nombre imprimé : espaces de toutes sortes, virgule ou point, €, %, tiret comptable.

Rien n'est deviné : un texte qui n'est pas un nombre rend `None`, et vide n'est pas zéro.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

ESPACES = " \u00a0\u202f\u2009"
MONNAIE = r"(?:€|euros?\b|eur\b)"
MILLIERS_ESPACE = rf"\d{{1,3}}(?:[{ESPACES}]\d{{3}})+(?!\d)(?:[.,]\d+)?"
MILLIERS_POINT = r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?(?![.,]?\d)"
SIMPLE = r"\d+(?:[.,]\d+)?"
CHIFFRES = rf"(?:{MILLIERS_ESPACE}|{MILLIERS_POINT}|{SIMPLE})"
NOMBRE = re.compile(
    rf"(?<![\d.,/\w])(?P<signe>[-−](?=\d))?(?P<chiffres>{CHIFFRES})"
    rf"(?:[{ESPACES}]*(?P<unite>{MONNAIE}|%))?",
    re.IGNORECASE,
)
SEUL = re.compile(
    rf"(?P<signe>[-−+])?[{ESPACES}]*(?P<chiffres>{CHIFFRES})[{ESPACES}]*(?P<unite>{MONNAIE}|%)?",
    re.IGNORECASE,
)
MONTANT = re.compile(rf"(?<![\d.,/])(?P<chiffres>{CHIFFRES})[{ESPACES}]*(?P<unite>{MONNAIE})", re.IGNORECASE)
TIRET_COMPTABLE = re.compile(rf"[-−–—][{ESPACES}]*(?:€|euros?)?", re.IGNORECASE)
LONGUEUR_SOMME = 200
FRACTION = re.compile(r"(\d{1,3})\s*/\s*([1-9]\d{0,2})")
SOMME = re.compile(rf"{CHIFFRES}(?:\s*\+\s*{CHIFFRES})+")


@dataclass(frozen=True, slots=True)
class Nombre:
    """Un nombre lu : sa valeur, ses décimales imprimées (elles fixent l'arrondi toléré), son unité (€, %)."""

    valeur: Decimal
    decimales: int = 0
    unite: str = ""


@dataclass(frozen=True, slots=True)
class NombreTrouve:
    """Un nombre dans une phrase, avec sa place en caractères."""

    nombre: Nombre
    debut: int
    fin: int
    texte: str


def lire_nombre(texte: str) -> Nombre | None:
    """Le nombre que tout le texte représente, ou `None`."""
    trouve = SEUL.fullmatch(texte.strip().strip(ESPACES))
    return _nombre(trouve) if trouve else None


def lire_montant(texte: str) -> Nombre | None:
    """Un montant d'une case de tableau de crédits ; l'unité absente vaut €.

    « - € » et « - » y sont le tiret comptable : un zéro imprimé, au centime. Une case vide rend `None`.
    """
    propre = texte.strip().strip(ESPACES)
    if TIRET_COMPTABLE.fullmatch(propre):
        return Nombre(Decimal(0), 2, "€")
    lu = lire_nombre(propre)
    if lu is None or lu.unite == "%":
        return None
    return Nombre(lu.valeur, lu.decimales, "€")


def lire_fraction(texte: str) -> tuple[int, int] | None:
    """« 2/3 » → (2, 3)."""
    trouve = FRACTION.fullmatch(texte.strip())
    return (int(trouve[1]), int(trouve[2])) if trouve else None


def lire_somme(texte: str) -> list[Nombre]:
    """« 1+1+2 » → trois nombres ; liste vide si le texte n'est pas une somme."""
    propre = texte.strip()
    if len(propre) > LONGUEUR_SOMME or not SOMME.fullmatch(propre):
        return []
    lus = (lire_nombre(terme) for terme in propre.split("+"))
    return [n for n in lus if n is not None]


def trouver_nombres(texte: str) -> list[NombreTrouve]:
    """Tous les nombres d'une phrase, dates et rangs compris : l'appelant écarte ce qu'il ne veut pas."""
    return _trouver(NOMBRE, texte)


def trouver_montants(texte: str) -> list[NombreTrouve]:
    """Les montants en euros d'une phrase (« 20 000€ à… », « 5 000 euros »)."""
    return _trouver(MONTANT, texte)


def _trouver(motif: re.Pattern[str], texte: str) -> list[NombreTrouve]:
    trouves = []
    for trouve in motif.finditer(texte):
        nombre = _nombre(trouve)
        if nombre is not None:
            debut = trouve.start("chiffres")
            trouves.append(NombreTrouve(nombre, debut, trouve.end(), texte[debut : trouve.end()]))
    return trouves


def _nombre(trouve: re.Match[str]) -> Nombre | None:
    chiffres = re.sub(rf"[{ESPACES}]", "", trouve["chiffres"])
    if re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?", chiffres):
        chiffres = chiffres.replace(".", "")
    chiffres = chiffres.replace(",", ".")
    try:
        valeur = Decimal(chiffres)
    except InvalidOperation:
        return None
    if (trouve.groupdict().get("signe") or "") in ("-", "−"):
        valeur = -valeur
    decimales = len(chiffres.partition(".")[2])
    unite = (trouve["unite"] or "").lower()
    return Nombre(valeur, decimales, "€" if unite.startswith("e") else unite)

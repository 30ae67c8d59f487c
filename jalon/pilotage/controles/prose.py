"""Les nombres d'une phrase : valeur, unité, mots qui les entourent, place.

Une phrase redit souvent un chiffre déjà imprimé ; ce module ne juge rien, il donne de quoi comparer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from jalon.pilotage.controles.dossier import Phrase
from jalon.pilotage.controles.releve import Lieu, Valeur
from jalon.pilotage.controles.textes import normaliser, racine, racines

_MARQUES = re.compile(r"<[^>]+>|\*+|\^\{[^}]*\}|_(?=\w)|\\")
_NOMBRE = re.compile(
    r"(?<![\w/.,'’-])(?P<signe>[+-])?(?P<n>\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?|\d+(?:[,.]\d+)?)"
    r"(?P<u>[ \u00a0]*(?:%|€|euros?\b))?(?!\w|/\d|[.,]\d)"
)
_ANNEE = re.compile(r"(?:19|20)\d\d$")
_MOIS = re.compile(
    r"^\s*(?:er\s+)?(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)",
    re.I,
)
_AVANT_REFERENCE = re.compile(
    r"(?:\bn°|\bfiche|\baction|\bchapitre|\bannexe|\barticle|\bphase|\btitre|\bbloc|\bniveau)\s*$", re.I
)
_APPROCHE = re.compile(r"(?:plus d[e']|près d[e']|environ|moins d[e']|jusqu'à|quasi|\+/-|entre)\s*$", re.I)
_FIN_PHRASE = re.compile(r"(?<=[.!?;])\s+(?=[A-ZÀ-Ý«\d])")


@dataclass(frozen=True, slots=True)
class NombreLu:
    """Un nombre dans une phrase. `nom` : racine du mot qui le suit ; `apres`, `avant` : texte voisin."""

    valeur: Valeur
    nom: str
    avant: str
    apres: str
    phrase: str
    debut: int
    fin: int

    @property
    def nombre(self) -> Decimal:
        return self.valeur.nombre if self.valeur.nombre is not None else Decimal(0)

    @property
    def pourcentage(self) -> bool:
        return self.valeur.unite == "%"

    @property
    def argent(self) -> bool:
        return self.valeur.unite == "€"


@dataclass(slots=True)
class PhraseChiffree:
    """Une phrase et ses nombres, dans l'ordre."""

    texte: str
    source: Phrase
    nombres: list[NombreLu] = field(default_factory=list)


@lru_cache(maxsize=20_000)
def nettoyer(texte: str) -> str:
    """Sans gras, ni italique, ni balise, ni exposant ; une espace simple."""
    return re.sub(r"[ \t]+", " ", _MARQUES.sub("", texte)).strip()


def nombres(texte: str, lieu: Lieu) -> list[NombreLu]:
    """Les nombres d'un texte, hors années, dates et numéros d'ordre."""
    return [lu for trouve in _NOMBRE.finditer(texte) if (lu := _lire(texte, trouve, lieu)) is not None]


def _lire(texte: str, trouve: re.Match[str], lieu: Lieu) -> NombreLu | None:
    avant, apres = texte[: trouve.start()], texte[trouve.end() :]
    brut = re.sub(r"\s", "", trouve["n"]).replace(",", ".")
    unite = (trouve["u"] or "").strip()
    unite = "€" if unite.startswith("euro") else unite
    if not unite and (_ANNEE.match(brut) or _MOIS.match(apres) or _AVANT_REFERENCE.search(avant)):
        return None
    if not unite and re.match(r"\s*(?:er|e|ème|ᵉ|h\d{2})\b", apres):
        return None
    try:
        nombre = Decimal(brut)
    except InvalidOperation:
        return None
    decimales = len(brut.partition(".")[2])
    valeur = Valeur(
        texte=trouve.group().strip(),
        lieu=lieu,
        nombre=-nombre if trouve["signe"] == "-" else nombre,
        unite=unite,
        decimales=decimales,
        approche=bool(_APPROCHE.search(avant[-20:])),
    )
    return NombreLu(valeur, _nom_suivant(apres), avant, apres, texte, trouve.start(), trouve.end())


def _nom_suivant(apres: str) -> str:
    """Racine du premier mot plein après le nombre (« 133 personnes » donne « personn »)."""
    for mot in normaliser(apres[:60]).split()[:3]:
        if mot not in {"de", "des", "du", "d", "les", "la", "le", "l", "jeunes"} and not mot.isdigit():
            return racine(mot)
        if mot == "jeunes":
            return "jeun"
    return ""


def phrases_chiffrees(phrase: Phrase) -> list[PhraseChiffree]:
    """Découpe une ligne de texte en phrases et y lit les nombres."""
    resultat = []
    for morceau in _FIN_PHRASE.split(nettoyer(phrase.texte)):
        lus = nombres(morceau, phrase.lieu)
        if lus:
            resultat.append(PhraseChiffree(morceau, phrase, lus))
    return resultat


def voisinage(lu: NombreLu, largeur: int = 70) -> frozenset[str]:
    """Racines des mots de la proposition où se tient le nombre."""
    avant = re.split(r"[.;:,–()]", lu.avant)[-1]
    apres = re.split(r"[.;:,–()]", lu.apres)[0]
    return racines(f"{avant[-largeur:]} {apres[:largeur]}")

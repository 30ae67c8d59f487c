"""Lire un foyer sans bâtir d'arbre, quand sa forme est la plus simple qui soit ; sinon, laisser faire lxml.

La forme simple : des éléments connus, sans attribut ni commentaire, chacun à sa place, un champ ou une
balise de bloc par ligne, ou collés. Une ligne déjà lue dans le même bloc redonne sa valeur sans être relue.
Tout le reste fait rendre `None` : l'analyseur dira ce qu'il en est.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jalon.sources.flux_cnaf.elements import BLOCS, Element
from jalon.sources.flux_cnaf.encodage import Encodage
from jalon.sources.flux_cnaf.erreurs import ValeurIllisible
from jalon.sources.flux_cnaf.regles import BLOC, CODE, REGLES, TEXTE, VALEUR

RETENUES_MAX = 10_000
COURT = 6
# Ce que XML interdit, ou que seul un analyseur sait lire : commandes, références, commentaires.
COMMANDES = bytes(set(range(0x20)) - set(b"\t\n\r"))
RACINE_OUVERTE, BLANCS = "<InfosFoyerRSA>", " \t"
SIMPLE, OUVRE, FERME, FUGACE = range(4)

Champ = tuple[int, Any, bool]
Ligne = tuple[int, str, Any]
"""Ce que dit une ligne : sa nature, le nom, puis la valeur d'un champ ou la forme du bloc ouvert."""


class _Forme:
    """Ce qu'on peut trouver dans un bloc, et les lignes qu'on y a déjà lues, textes libres exceptés."""

    __slots__ = ("blocs", "champs", "fin", "lues", "repetables")

    def __init__(self, bloc: str) -> None:
        self.fin = f"</{bloc}>"
        self.champs: dict[str, Champ] = {}
        self.blocs: dict[str, Ligne] = {}
        self.repetables: set[str] = set()
        self.lues: dict[str, Ligne] = {}


def _commun(element: Element) -> bool:
    """Un texte court ou de commune se répète d'un foyer à l'autre ; un nom, un NIR ou une voie, non."""
    return 0 < element.longueur <= COURT or element.nom in ("NOMCOM", "LIBTYPEVOIE")


def _formes() -> dict[str, _Forme]:
    formes = {bloc: _Forme(bloc) for bloc in REGLES}
    for bloc, regles in REGLES.items():
        forme = formes[bloc]
        for nom, (sorte, suite, repetable) in regles.items():
            if sorte == BLOC:
                forme.blocs[f"<{nom}>"] = OUVRE, nom, formes[nom]
            else:
                forme.champs[nom] = sorte, suite, sorte != TEXTE or _commun(BLOCS[bloc][nom])
            if repetable:
                forme.repetables.add(nom)
    return formes


RACINE = _formes()["InfosFoyerRSA"]


def lire_vite(octets: bytes, encodage: Encodage) -> tuple[dict[str, Any], dict[str, list[str]]] | None:
    """Les données d'un foyer et ses codes inconnus ; `None` : forme moins simple, ou valeur illisible."""
    texte = _texte_simple(octets, encodage)
    if texte is None:
        return None
    try:
        lu = _lire(texte)
        if lu is None and "><" in texte:
            lu = _lire(texte.replace("><", ">\n<"))
    except ValeurIllisible:
        return None
    return lu


def _texte_simple(octets: bytes, encodage: Encodage) -> str | None:
    if (b"]" in octets and b"]]>" in octets) or len(octets.translate(None, COMMANDES)) != len(octets):
        return None
    if b"\r" in octets:
        octets = octets.replace(b"\r\n", b"\n")
        if b"\r" in octets:
            return None
    if b"&" in octets:
        octets = octets.replace(b"&apos;", b"'").replace(b"&quot;", b'"')
        if octets.count(b"&") != octets.count(b"&amp;"):
            return None
        octets = octets.replace(b"&amp;", b"&")
    if octets.isascii():
        return octets.decode("ascii")
    try:
        texte = encodage.texte(octets)
    except UnicodeDecodeError:
        return None
    return None if "\ufffe" in texte or "\uffff" in texte else texte


def _lire(texte: str) -> tuple[dict[str, Any], dict[str, list[str]]] | None:
    lignes = iter(texte.split("\n"))
    if next(lignes).rstrip(BLANCS) != RACINE_OUVERTE:
        return None
    codes_inconnus: dict[str, list[str]] = {}
    valeurs: dict[str, Any] = {}
    forme = RACINE
    pile: list[tuple[dict[str, Any], _Forme]] = []
    for ligne in lignes:
        lue = forme.lues.get(ligne)
        if lue is None:
            balise = ligne.strip(BLANCS)
            if not balise:
                continue
            lue = _comprendre(balise, lignes, forme, codes_inconnus)
            if lue is None:
                return None
            if lue[0] == FUGACE:
                lue = SIMPLE, lue[1], lue[2]
            elif len(forme.lues) < RETENUES_MAX:
                forme.lues[ligne] = lue
        nature, nom, valeur = lue
        if nature == SIMPLE:
            if nom in valeurs:
                return None
            if valeur is not None:
                valeurs[nom] = valeur
        elif nature == FERME:
            if not pile:
                return (valeurs, codes_inconnus) if next(lignes, None) is None else None
            valeurs, forme = pile.pop()
        else:
            contenu: dict[str, Any] = {}
            if nom in forme.repetables:
                valeurs.setdefault(nom, []).append(contenu)
            elif nom in valeurs:
                return None
            else:
                valeurs[nom] = contenu
            pile.append((valeurs, forme))
            valeurs, forme = contenu, valeur
    return None


def _comprendre(
    balise: str, lignes: Iterator[str], forme: _Forme, codes_inconnus: dict[str, list[str]]
) -> Ligne | None:
    """Ce que dit une ligne pas encore lue dans ce bloc, `None` si rien de simple.

    `FUGACE` : un champ simple dont la ligne ne doit pas être retenue.
    """
    if balise == forme.fin:
        return FERME, "", None
    bloc = forme.blocs.get(balise)
    if bloc is not None:
        return bloc
    nom, _, reste = balise[1:].partition(">")
    contenu, _, fermeture = reste.partition("</")
    if not reste and nom.endswith("/"):
        nom = nom[:-1]
        fermeture = f"{nom}>"
    deux_lignes = not reste and not fermeture
    if deux_lignes:
        suivante = next(lignes, "").strip(BLANCS)
        fermeture = suivante[2:] if suivante.startswith("</") else ""
    champ = forme.champs.get(nom)
    if champ is None or nom in forme.repetables:
        return None
    if balise[0] != "<" or fermeture != f"{nom}>" or "<" in contenu:
        return None
    sorte, suite, retenue = champ
    nature = SIMPLE if retenue and not deux_lignes else FUGACE
    if sorte == VALEUR:
        return nature, nom, suite[contenu]
    valeur = contenu.strip() or None
    if sorte == CODE and valeur is not None and valeur not in suite:
        codes_inconnus.setdefault(nom, []).append(valeur)
        nature = FUGACE
    return nature, nom, valeur

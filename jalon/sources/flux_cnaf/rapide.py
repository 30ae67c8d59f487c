"""Lire un foyer sans bâtir d'arbre, quand sa forme est la plus simple qui soit ; sinon, laisser faire lxml.

La forme simple : des éléments connus, sans attribut ni commentaire, chacun à sa place, un champ ou une
balise de bloc par ligne, ou collés. Une ligne déjà lue dans le même bloc redonne sa valeur sans être relue.
Tout le reste fait rendre `None` : l'analyseur dira ce qu'il en est.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jalon.sources.flux_cnaf.encodage import Encodage
from jalon.sources.flux_cnaf.erreurs import ValeurIllisible
from jalon.sources.flux_cnaf.regles import BLOC, REGLES, TEXTE, VALEUR

RETENUES_MAX = 5_000
# Ce que XML interdit, ou que seul un analyseur sait lire : commandes, références, commentaires.
COMMANDES = bytes(set(range(0x20)) - set(b"\t\n\r"))
RACINE_OUVERTE, BLANCS = "<InfosFoyerRSA>", " \t"
SIMPLE, AUTRE, OUVRE, FERME = range(4)

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


def _formes() -> dict[str, _Forme]:
    formes = {bloc: _Forme(bloc) for bloc in REGLES}
    for bloc, regles in REGLES.items():
        forme = formes[bloc]
        for nom, (sorte, suite, repetable) in regles.items():
            if sorte == BLOC:
                forme.blocs[f"<{nom}>"] = OUVRE, nom, formes[nom]
            else:
                forme.champs[nom] = sorte, suite, repetable
            if repetable:
                forme.repetables.add(nom)
    return formes


RACINE = _formes()["InfosFoyerRSA"]


def lire_vite(octets: bytes, encodage: Encodage) -> tuple[dict[str, Any], dict[str, list[str]]] | None:
    """Les données d'un foyer et ses codes inconnus ; `None` : forme moins simple, ou valeur illisible."""
    texte = _texte_simple(octets, encodage)
    if texte is None:
        return None
    codes_inconnus: dict[str, list[str]] = {}
    try:
        donnees = _lire(texte, codes_inconnus)
    except ValeurIllisible:
        return None
    return None if donnees is None else (donnees, codes_inconnus)


def _texte_simple(octets: bytes, encodage: Encodage) -> str | None:
    if b"]]>" in octets or len(octets.translate(None, COMMANDES)) != len(octets):
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
        texte = octets.decode(encodage.nom)
    except UnicodeDecodeError:
        return None
    return None if "\ufffe" in texte or "\uffff" in texte else texte


def _lire(texte: str, codes_inconnus: dict[str, list[str]]) -> dict[str, Any] | None:
    lignes = iter(texte.replace("><", ">\n<").split("\n"))
    if next(lignes).rstrip(BLANCS) != RACINE_OUVERTE:
        return None
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
            if lue[0] != AUTRE and len(forme.lues) < RETENUES_MAX:
                forme.lues[ligne] = lue
        nature, nom, valeur = lue
        if nature == FERME:
            if not pile:
                return valeurs if next(lignes, None) is None else None
            valeurs, forme = pile.pop()
            continue
        contenu = {} if nature == OUVRE else valeur
        if nom not in valeurs:
            if contenu is not None:
                valeurs[nom] = [contenu] if nom in forme.repetables else contenu
        elif nom in forme.repetables:
            if contenu is not None:
                valeurs[nom].append(contenu)
        else:
            return None
        if nature == OUVRE:
            pile.append((valeurs, forme))
            valeurs, forme = contenu, valeur
    return None


def _comprendre(
    balise: str, lignes: Iterator[str], forme: _Forme, codes_inconnus: dict[str, list[str]]
) -> Ligne | None:
    """Ce que dit une ligne pas encore lue dans ce bloc. `AUTRE` : un champ à ne pas retenir."""
    if balise == forme.fin:
        return FERME, "", None
    bloc = forme.blocs.get(balise)
    if bloc is not None:
        return bloc
    nom, _, reste = balise[1:].partition(">")
    contenu, _, fermeture = reste.partition("</")
    nature = SIMPLE if reste else AUTRE
    if not reste and nom.endswith("/"):
        nom = nom[:-1]
        fermeture = f"{nom}>"
    elif not reste:
        fermeture = next(lignes, "").strip(BLANCS)[2:]
    champ = forme.champs.get(nom)
    if champ is None or balise[0] != "<" or fermeture != f"{nom}>" or "<" in contenu:
        return None
    sorte, suite, _ = champ
    if sorte == VALEUR:
        return nature, nom, suite[contenu]
    valeur = contenu.strip() or None
    if sorte == TEXTE:
        return AUTRE, nom, valeur
    if valeur is not None and valeur not in suite:
        codes_inconnus.setdefault(nom, []).append(valeur)
        return AUTRE, nom, valeur
    return nature, nom, valeur

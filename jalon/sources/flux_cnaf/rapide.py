"""Lire un foyer sans bâtir d'arbre, quand sa forme est la plus simple qui soit ; sinon, laisser faire lxml.

La forme simple : des éléments connus, sans attribut ni commentaire, chacun à sa place, un champ ou une
balise de bloc par ligne, ou collés. Une ligne déjà lue dans le même bloc redonne sa valeur sans être relue.
Tout le reste fait rendre `None` : l'analyseur dira ce qu'il en est.
"""

from __future__ import annotations

from typing import Any

from jalon.sources.flux_cnaf.elements import BLOCS, Element
from jalon.sources.flux_cnaf.encodage import WINDOWS, Encodage
from jalon.sources.flux_cnaf.erreurs import ValeurIllisible
from jalon.sources.flux_cnaf.regles import BLOC, CODE, REGLES, TEXTE, VALEUR

RETENUES_MAX = 10_000
COURT = 6
RACINE, BLANCS = "InfosFoyerRSA", " \t"
CHAMP, FERME, OUVRE, OUVRE_REPETE, FIN, VIDE, CODE_INCONNU, COUPE, AUTRE = range(9)

Ligne = tuple[int, str, Any]
"""Sa nature, le nom, puis la valeur du champ, la forme du bloc ouvert ou la fin attendue d'un champ coupé."""
PAS_SIMPLE: Ligne = AUTRE, "", None


class _Forme(dict[str, Ligne]):
    """Ce que dit chaque ligne d'un bloc, comprise une fois et retenue si elle n'est pas un texte libre."""

    __slots__ = ("_balises", "_champs")

    def __init__(self, bloc: str) -> None:
        super().__init__()
        fermee = FIN if bloc == RACINE else FERME
        self._balises: dict[str, Ligne] = {"": (VIDE, "", None), f"</{bloc}>": (fermee, "", None)}
        self._champs: dict[str, tuple[str, str, int, Any, bool]] = {}

    def completer(self, bloc: str, formes: dict[str, _Forme]) -> None:
        """Dit ses champs, et les formes de ses blocs."""
        for nom, (sorte, suite, repetable) in REGLES[bloc].items():
            if sorte == BLOC:
                self._balises[f"<{nom}>"] = OUVRE_REPETE if repetable else OUVRE, nom, formes[nom]
            elif not repetable:
                retenue = sorte != TEXTE or _commun(BLOCS[bloc][nom])
                self._champs[f"<{nom}"] = nom, f"</{nom}>", sorte, suite, retenue
                self._balises[f"<{nom}/>"] = VIDE, nom, None
                self._balises[f"<{nom}>"] = COUPE, nom, f"</{nom}>"

    def __missing__(self, ligne: str) -> Ligne:
        """Comprend une ligne nouvelle. Lève `ValeurIllisible`."""
        balise = ligne.strip(BLANCS)
        ouverte, _, reste = balise.partition(">")
        champ = self._champs.get(ouverte)
        if champ is None or not reste:
            return self._retenir(ligne, self._balises.get(balise, PAS_SIMPLE))
        nom, fermeture, sorte, suite, retenue = champ
        contenu = reste[: -len(fermeture)]
        if not reste.endswith(fermeture) or "<" in contenu or not contenu.isprintable():
            return PAS_SIMPLE
        valeur = suite[contenu] if sorte == VALEUR else contenu.strip() or None
        if sorte == CODE and valeur is not None and valeur not in suite:
            return CODE_INCONNU, nom, valeur
        lue = (VIDE if valeur is None else CHAMP, nom, valeur)
        return self._retenir(ligne, lue) if retenue else lue

    def _retenir(self, ligne: str, lue: Ligne) -> Ligne:
        if len(self) < RETENUES_MAX and lue is not PAS_SIMPLE:
            self[ligne] = lue
        return lue


def _commun(element: Element) -> bool:
    """Un texte court ou de commune se répète d'un foyer à l'autre ; un nom, un NIR ou une voie, non."""
    return 0 < element.longueur <= COURT or element.nom in ("NOMCOM", "LIBTYPEVOIE")


def _formes() -> dict[str, _Forme]:
    formes = {bloc: _Forme(bloc) for bloc in REGLES}
    for bloc, forme in formes.items():
        forme.completer(bloc, formes)
    return formes


FOYER = _formes()[RACINE]


def lire_vite(octets: bytes, encodage: Encodage) -> tuple[dict[str, Any], dict[str, list[str]]] | None:
    """Les données d'un foyer et ses codes inconnus ; `None` : forme moins simple, ou valeur illisible."""
    simples = _octets_simples(octets)
    if simples is None:
        return None
    try:
        # Hors de 80 à 9F, que la lecture refuse, windows-1252 est l'ISO-8859-1, bien plus vite décodé.
        lu = _lire(simples.decode("latin-1")) if encodage.nom == WINDOWS else None
        if lu is None:
            texte = encodage.texte(simples)
            lu = _lire(texte) or _lire(texte.replace("><", ">\n<"))
    except (UnicodeDecodeError, ValeurIllisible):
        return None
    return lu


def _octets_simples(octets: bytes) -> bytes | None:
    """Fins de ligne et références courantes remises au plus simple ; `None` s'il en reste d'autres."""
    if b"]" in octets and b"]]>" in octets:
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
    return octets


def _lire(texte: str) -> tuple[dict[str, Any], dict[str, list[str]]] | None:
    lignes = iter(texte.split("\n"))
    if next(lignes).rstrip(BLANCS) != f"<{RACINE}>":
        return None
    codes_inconnus: dict[str, list[str]] = {}
    valeurs: dict[str, Any] = {}
    forme = FOYER
    pile: list[tuple[dict[str, Any], _Forme]] = []
    for ligne in lignes:
        nature, nom, valeur = forme[ligne]
        if nature == CHAMP:
            if nom in valeurs:
                return None
            valeurs[nom] = valeur
        elif nature == FERME:
            valeurs, forme = pile.pop()
        elif nature == OUVRE_REPETE:
            pile.append((valeurs, forme))
            contenu: dict[str, Any] = {}
            valeurs.setdefault(nom, []).append(contenu)
            valeurs, forme = contenu, valeur
        elif nom in valeurs:
            return None
        elif nature == OUVRE:
            pile.append((valeurs, forme))
            valeurs[nom] = contenu = {}
            valeurs, forme = contenu, valeur
        elif nature == FIN:
            return (valeurs, codes_inconnus) if next(lignes, None) is None else None
        elif nature == CODE_INCONNU:
            codes_inconnus.setdefault(nom, []).append(valeur)
            valeurs[nom] = valeur
        elif nature == AUTRE or (nature == COUPE and next(lignes, "").strip(BLANCS) != valeur):
            return None
    return None

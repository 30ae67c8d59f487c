"""Changer un chiffre imprimé, relire, recontrôler : de quoi mesurer ce que le contrôleur voit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from jalon.pilotage.controles.moteur import controler
from jalon.pilotage.controles.rapport import Rapport
from jalon.pilotage.controles.releve import Releve
from jalon.sources.documents.lecture import lire_document

_JETON = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?|\d+(?:[,.]\d+)?")


@dataclass(frozen=True, slots=True)
class Mutation:
    """Un chiffre à changer : sa ligne (base 1), sa place, sa valeur, et ce qui le contraint.

    `contrainte` : `stricte` (une égalité le fixe), `large` (une borne ou un pourcentage arrondi), vide sinon.
    """

    ligne: int
    debut: int
    fin: int
    texte: str
    contrainte: str
    regles: tuple[str, ...]

    def nouveau(self) -> str:
        """Le premier chiffre change : 5 015 devient 6 015, 92 devient 82."""
        premier = self.texte[0]
        return ("8" if premier == "9" else str(int(premier) + 1)) + self.texte[1:]


def lire(texte: str, nom: str) -> Releve:
    return lire_document(texte.encode("utf-8"), nom)


def mutations(texte: str, nom: str) -> tuple[Rapport, list[Mutation]]:
    """Le rapport du texte d'origine et tous ses chiffres : montants, indicateurs, nombres de phrase comparés."""
    releve = lire(texte, nom)
    rapport = controler(releve)
    connus: dict[tuple[int, Decimal], set[tuple[str, bool]]] = {}
    for valeur in releve.valeurs():
        if valeur.nombre is not None and valeur.lieu.ligne_fichier is not None:
            connus.setdefault((valeur.lieu.ligne_fichier, abs(valeur.nombre)), set())
    for trace in rapport.traces:
        nombre, ligne = trace.valeur.nombre, trace.valeur.lieu.ligne_fichier
        if nombre is not None and ligne is not None:
            connus.setdefault((ligne, abs(nombre)), set()).add((trace.regle, trace.stricte))
    return rapport, list(_jetons(texte, connus))


def _jetons(texte: str, connus: dict[tuple[int, Decimal], set[tuple[str, bool]]]) -> Iterator[Mutation]:
    for rang, ligne in enumerate(texte.splitlines(), 1):
        for trouve in _JETON.finditer(ligne):
            if _numero(ligne, trouve):
                continue
            nombre = Decimal(re.sub(r"\s", "", trouve[0]).replace(",", "."))
            vues = connus.get((rang, nombre))
            if vues is not None:
                contrainte = "stricte" if any(s for _, s in vues) else "large" if vues else ""
                codes = tuple(sorted({code for code, _ in vues}))
                yield Mutation(rang, trouve.start(), trouve.end(), trouve[0], contrainte, codes)


def _numero(ligne: str, trouve: re.Match[str]) -> bool:
    """Un numéro d'action ou de titre, une date, un mot comme « CD35 » : pas un chiffre du rapport."""
    avant, apres = ligne[: trouve.start()], ligne[trouve.end() :]
    return bool(
        re.search(r"(?:Action|n°|Fiche|[A-Za-zÀ-ÿ/.]|\d[.,/])\s?$", avant[-8:]) and not re.search(r"[(€%]$", avant)
    ) and bool(re.search(r"(?:Action|n°|Fiche|[A-Za-z]|\d[.,/])\s?$", avant[-8:]) and not avant.endswith(" ")) or bool(
        re.match(r"[/.]\d", apres)
    )


def appliquer(texte: str, mutation: Mutation) -> str:
    lignes = texte.splitlines(keepends=True)
    ligne = lignes[mutation.ligne - 1]
    lignes[mutation.ligne - 1] = ligne[: mutation.debut] + mutation.nouveau() + ligne[mutation.fin :]
    return "".join(lignes)


def detectee(texte: str, nom: str, mutation: Mutation) -> bool:
    return bool(controler(lire(appliquer(texte, mutation), nom)).anomalies)

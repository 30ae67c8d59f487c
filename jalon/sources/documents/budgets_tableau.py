"""Un budget mis en tableau, rendu aux lignes que lit `budgets` : « Part Etat = 80 000 € »."""

from __future__ import annotations

import re

from jalon.socle.montants import lire_montant
from jalon.sources.documents.budgets import Ligne
from jalon.sources.documents.flux import Bloc, Rangee, Tableau, Texte
from jalon.sources.documents.mots import plat, une_ligne

COLONNE = re.compile(r"\b(?P<genre>previsionnel|prevu|initial|execute|realise|consomme)e?s?\b")
EXECUTE = frozenset({"execute", "realise", "consomme"})
CONNUE = re.compile(r"^(?:dont )?(?:par[ts]? |budget |total|reports?\b|dont .*report)")
TOTAL = re.compile(r"^(?:budget )?total\b")


def lignes_de_budget(blocs: list[Bloc]) -> tuple[list[Ligne], list[Bloc]]:
    """Les lignes d'une section de budget, tableaux compris, et les blocs qui restent à lire."""
    lignes: list[Ligne] = []
    restes: list[Bloc] = []
    for bloc in blocs:
        if isinstance(bloc, Texte):
            lignes.append((bloc.ligne, bloc.clair))
        elif any(CONNUE.match(plat(r.texte(0))) for r in bloc.rangees):
            lignes.extend(_lignes(bloc))
        else:
            restes.append(bloc)
    return lignes, restes


def _lignes(tableau: Tableau) -> list[Ligne]:
    entete = tableau.rangees[0]
    colonnes = {i: _titre(entete.texte(i)) for i in range(1, len(entete.cases)) if _titre(entete.texte(i))}
    if not colonnes:
        return _colonne(tableau.rangees, 1)
    lignes: list[Ligne] = []
    for colonne, titre in colonnes.items():
        lignes.append((entete.ligne, titre))
        lignes.extend(_colonne(tableau.rangees[1:], colonne))
    return lignes


def _titre(texte: str) -> str:
    """« Exécuté au 30/06/2023 » → « Budget exécuté au 30/06/2023 »."""
    propre = une_ligne(texte)
    trouve = COLONNE.search(plat(propre))
    if trouve is None:
        return ""
    if plat(propre).startswith("budget "):
        return propre
    genre = "exécuté" if trouve["genre"] in EXECUTE else "prévisionnel"
    return f"Budget {genre}{propre[trouve.end() :]}"


def _colonne(rangees: list[Rangee], colonne: int) -> list[Ligne]:
    lignes: list[Ligne] = []
    for rangee in rangees:
        libelle, valeur = une_ligne(rangee.texte(0)), une_ligne(rangee.texte(colonne))
        if not libelle or not valeur:
            continue
        if (lu := lire_montant(valeur)) is not None and "€" not in valeur:
            valeur = f"{valeur} €" if lu.valeur else "0 €"
        if re.match(r"dont .*report", plat(libelle)) and lignes:
            numero, precedente = lignes[-1]
            lignes[-1] = (numero, f"{precedente} dont {valeur} de reports")
            continue
        if TOTAL.match(plat(libelle)):
            libelle = "Budget global"
        lignes.append((rangee.ligne, f"{libelle} = {valeur}"))
    return lignes

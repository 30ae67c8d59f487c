"""Portées des opérateurs nommés : leurs sommes, et leurs noms d'un endroit à l'autre."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from rapidfuzz import fuzz

from jalon.pilotage.controles.cas import Cas, Terme, texte_lu
from jalon.pilotage.controles.dossier import Dossier, Paire, nom_fiche, nom_ligne
from jalon.pilotage.controles.portees.budgets import budgets, terme_budget, termes_nommes
from jalon.pilotage.controles.portees.credits import montant, terme_credit
from jalon.pilotage.controles.portees.registre import portee
from jalon.pilotage.controles.regles import Regle
from jalon.pilotage.controles.releve import Lieu, LigneCredit, MontantNomme, Role
from jalon.pilotage.controles.textes import compact, mots_proches, normaliser, racines

_PARTICIPATION = re.compile(
    r"^\W*participations?\b(?:\s+versées?)?(?:\s+à|\s+au|\s+aux)?\s*:?\s*(?P<noms>.+)$", re.I
)
_COUPURE = re.compile(r"\s*(?:[,;+]|\bet\b)\s*", re.I)
_PARENTHESE = re.compile(r"\([^)]*\)")
_MONTANT = re.compile(r"[:=]?\s*\d[\d\s\u00a0\u202f.,]*€(?:\s*à\s)?|\s(?:pour|au titre)\s+(?:\w+\s+){2,}.*$")
_NOM_LONG = 8
_GENERIQUES = frozenset(
    "association participation subvention pays mission local ml bassin emploi financement poste"
    " caf aide au bafabafd"
    " dotation convention marche formation".split()
)


@portee("operateurs_fiche")
def operateurs_fiche(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Les opérateurs d'une fiche contre la part qu'ils composent : égaux si la liste est complète."""
    for fiche, nom, budget in budgets(dossier, ["budget_prevu", "budget_execute"]):
        for champ, nommes in (
            ("etat", budget.operateurs_etat),
            ("departement", budget.operateurs_departement),
        ):
            part = getattr(budget, champ)
            if len(nommes) > 1 and part is not None and part.nombre is not None and _tous_chiffres(nommes):
                yield Cas(nom_fiche(fiche), termes_nommes(nommes), [terme_budget(fiche, nom, budget, champ)])


@portee("operateurs_fiche_plafond")
def operateurs_fiche_plafond(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Un seul opérateur chiffré : il ne dépasse pas la part."""
    for fiche, nom, budget in budgets(dossier, ["budget_prevu", "budget_execute"]):
        for champ, nommes in (
            ("etat", budget.operateurs_etat),
            ("departement", budget.operateurs_departement),
        ):
            chiffres = [m for m in nommes if m.valeur.nombre is not None]
            if len(chiffres) == 1:
                yield Cas(
                    nom_fiche(fiche), termes_nommes(chiffres), [terme_budget(fiche, nom, budget, champ)]
                )


@portee("operateurs_tableau")
def operateurs_tableau(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Les opérateurs nommés au tableau contre l'exécuté de la ligne, si tous sont chiffrés."""
    for ligne in dossier.actions:
        if (
            len(ligne.operateurs) > 1
            and _tous_chiffres(ligne.operateurs)
            and montant(ligne, Role.EXECUTE) != 0
        ):
            yield Cas(nom_ligne(ligne), termes_nommes(ligne.operateurs), [terme_credit(ligne, Role.EXECUTE)])


@portee("operateurs_tableau_plafond")
def operateurs_tableau_plafond(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Une dépense chiffrée dans la nature des dépenses ne dépasse pas l'exécuté."""
    for ligne in dossier.actions:
        chiffres = [m for m in ligne.operateurs if m.valeur.nombre is not None]
        if len(chiffres) == 1 and montant(ligne, Role.EXECUTE) != 0:
            yield Cas(nom_ligne(ligne), termes_nommes(chiffres), [terme_credit(ligne, Role.EXECUTE)])


def _tous_chiffres(nommes: list[MontantNomme]) -> bool:
    return all(m.valeur.nombre is not None for m in nommes)


def _noyau(nom: str) -> frozenset[str]:
    """Les mots qui distinguent un opérateur, sans le lieu entre parenthèses ni les mots communs."""
    sans = _PARENTHESE.sub(" ", nom)
    return racines(sans) - _GENERIQUES or racines(sans)


def _meme(un: str, deux: str) -> bool:
    a, b = compact(_PARENTHESE.sub(" ", un)), compact(_PARENTHESE.sub(" ", deux))
    if not a or not b:
        return False
    if (
        a == b
        or (min(len(a), len(b)) >= 4 and (a in b or b in a))
        or a == _initiales(deux)
        or b == _initiales(un)
    ):
        return True
    noyau_a, noyau_b = _noyau(un), _noyau(deux)
    communs = noyau_a & noyau_b
    if communs and (
        communs == noyau_a or communs == noyau_b or len(communs) * 2 > min(len(noyau_a), len(noyau_b))
    ):
        return True
    return fuzz.ratio(a, b) >= 80 or _proches(noyau_a, noyau_b)


def _initiales(nom: str) -> str:
    """« Breizh Insertion Sport » donne « bis »."""
    mots = normaliser(_PARENTHESE.sub(" ", nom)).split()
    return "".join(m[0] for m in mots) if len(mots) > 1 else ""


def _proches(noyau_a: frozenset[str], noyau_b: frozenset[str]) -> bool:
    return any(mots_proches(x, y) for x in noyau_a for y in noyau_b)


def _qualite(un: str, deux: str) -> float:
    return fuzz.token_set_ratio(normaliser(un), normaliser(deux))


def _apparies(paire: Paire) -> Iterator[tuple[MontantNomme, MontantNomme]]:
    execute = paire.fiche.budget_execute
    restants = list(execute.operateurs_etat) if execute is not None else []
    for nomme in paire.ligne.operateurs:
        candidats = [c for c in restants if _meme(nomme.nom, c.nom)]
        if candidats:
            notes = [(_qualite(nomme.nom, c.nom), rang) for rang, c in enumerate(candidats)]
            choisi = candidats[max(notes)[1]]
            restants.remove(choisi)
            yield nomme, choisi


@portee("operateurs_montants")
def operateurs_montants(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Le même opérateur a le même montant au tableau et dans la fiche."""
    for paire in dossier.paires:
        for tableau, fiche in _apparies(paire):
            if tableau.valeur.nombre is None or fiche.valeur.nombre is None:
                continue
            yield Cas(
                f"{nom_ligne(paire.ligne)}, {fiche.nom}",
                [Terme(f"{tableau.nom}, tableau", tableau.valeur)],
                [Terme(f"{fiche.nom}, fiche", fiche.valeur)],
            )


@portee("operateurs_noms")
def operateurs_noms(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Le même opérateur s'écrit pareil au tableau et dans la fiche."""
    for paire in dossier.paires:
        for tableau, fiche in _apparies(paire):
            yield Cas(
                nom_ligne(paire.ligne),
                [Terme("nom au tableau", texte_lu(tableau.nom, tableau.valeur.lieu))],
                [Terme("nom dans la fiche", texte_lu(fiche.nom, fiche.valeur.lieu))],
                conforme=_meme_ecriture(tableau.nom, fiche.nom),
            )


def _meme_ecriture(tableau: str, fiche: str) -> bool:
    """Vrai si tous les mots propres du tableau sont dans le nom de la fiche, ou l'abrègent."""
    a, b = compact(_PARENTHESE.sub(" ", tableau)), compact(_PARENTHESE.sub(" ", fiche))
    if a == b or a in b or a == _initiales(fiche) or b == _initiales(tableau):
        return True
    if max(len(tableau.split()), len(fiche.split())) > _NOM_LONG and not fiche.count("("):
        return True
    mots_fiche = racines(fiche) | set(normaliser(fiche).split())
    return all(any(m == f or f.startswith(m) for f in mots_fiche) for m in racines(tableau) - _GENERIQUES)


@portee("operateurs_absents_fiche")
def operateurs_absents_fiche(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Un opérateur nommé dans la nature des dépenses est nommé quelque part dans la fiche."""
    for paire in dossier.paires:
        for nom in noms_de_nature(paire.ligne):
            lieu = Lieu(
                paire.ligne.lieu.tableau,
                paire.ligne.titre,
                "nature des dépenses",
                paire.ligne.lieu.ligne_fichier,
            )
            connu = _connu_fiche(paire, nom) or _cite(nom, dossier.texte_de(paire.fiche))
            yield Cas(
                nom_ligne(paire.ligne),
                [Terme("opérateur nommé au tableau", texte_lu(nom, lieu))],
                contexte={"nom": nom, "fiche": nom_fiche(paire.fiche)},
                conforme=connu,
                piste="" if connu else _ailleurs(dossier, paire, nom),
            )


@portee("operateurs_absents_tableau")
def operateurs_absents_tableau(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Un opérateur chiffré dans la fiche est nommé au tableau, quand le tableau nomme des opérateurs."""
    for paire in dossier.paires:
        execute = paire.fiche.budget_execute
        noms = noms_de_nature(paire.ligne) + [m.nom for m in paire.ligne.operateurs]
        if execute is None or not noms or not _PARTICIPATION.match(paire.ligne.nature_depenses):
            continue
        nature = normaliser(paire.ligne.nature_depenses)
        for nomme in execute.operateurs_etat:
            connu = any(_meme(nomme.nom, nom) for nom in noms) or _cite(nomme.nom, nature)
            yield Cas(
                nom_ligne(paire.ligne),
                [Terme(f"{nomme.nom}, fiche", nomme.valeur)],
                contexte={"nom": nomme.nom, "fiche": nom_fiche(paire.fiche)},
                conforme=connu,
                piste="" if connu else _ailleurs(dossier, paire, nomme.nom),
            )


def noms_de_nature(ligne: LigneCredit) -> list[str]:
    """Les noms d'une nature de dépenses « Participations A, B et C » ; rien si elle ne nomme personne."""
    trouve = _PARTICIPATION.match(ligne.nature_depenses)
    if trouve is None:
        return []
    brut = _MONTANT.sub(" ", _PARENTHESE.sub(" ", trouve["noms"]))
    return [nom.strip(" :.") for nom in _COUPURE.split(brut) if len(nom.strip(" :.")) > 2]


def _connu_fiche(paire: Paire, nom: str) -> bool:
    budget = paire.fiche.budget_execute
    nommes = [*budget.operateurs_etat, *budget.operateurs_departement] if budget is not None else []
    return any(_meme(nom, m.nom) for m in nommes)


def _cite(nom: str, texte: str) -> bool:
    """Le nom est d'un seul tenant dans le texte normalisé, à une faute près."""
    cherche = normaliser(nom)
    return compact(nom) in texte.replace(" ", "") or fuzz.partial_ratio(cherche, texte, score_cutoff=85) > 0


def _ailleurs(dossier: Dossier, paire: Paire, nom: str) -> str:
    """Le nom est-il sur la ligne d'à côté ? Alors il a sans doute été décalé."""
    for ligne in dossier.actions:
        if ligne is paire.ligne:
            continue
        if any(_meme(nom, autre) for autre in noms_de_nature(ligne)):
            return f"« {nom} » est nommé sur la ligne {nom_ligne(ligne)} du tableau : décalage d'une ligne"
    for fiche in dossier.releve.fiches:
        execute = fiche.budget_execute
        if fiche is paire.fiche or execute is None:
            continue
        for nomme in execute.operateurs_etat:
            if _meme(nom, nomme.nom) and nomme.valeur.nombre not in {None, Decimal(0)}:
                return f"« {nom} » est chiffré dans la fiche {fiche.code}"
    return ""

"""Enregistrer une correspondance ; prévoir ce qu'un tableau donnerait avant de l'écrire."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jalon.parcours.personnes.identite import normaliser
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.sources.chargements import FichierRefuse
from jalon.sources.tableurs.correspondance import Plan, Tableau, proposer, trouver_tableau
from jalon.sources.tableurs.lecture import ErreurCase, LigneLue, lire_lignes
from jalon.sources.tableurs.models import Correspondance
from jalon.sources.tableurs.natures import Nature, nature
from jalon.sources.tableurs.ouverture import Feuille, ouvrir_tableur

ERREURS_MONTREES = 200
LIGNES_MONTREES = 10
ECRITURES_MONTREES = 30


@dataclass(frozen=True, slots=True)
class Apercu:
    """Ce qu'un tableau donnerait : correspondance proposée, colonnes sans champ, erreurs case par case.

    `premieres` : les premières lignes ; `ecritures` : par champ à code, les écritures que rien ne traduit.
    """

    tableau: str
    entete: tuple[str, ...]
    colonnes: dict[str, str]
    incertains: frozenset[str]
    manquants: list[str]
    ignorees: list[str]
    lignes: int = 0
    justes: int = 0
    erreurs: list[ErreurCase] = field(default_factory=list)
    par_colonne: dict[str, int] = field(default_factory=dict)
    premieres: list[LigneLue] = field(default_factory=list)
    ecritures: dict[str, list[str]] = field(default_factory=dict)


def enregistrer_correspondance(
    *,
    nom: str,
    code_nature: str,
    colonnes: Mapping[str, str],
    codes: Mapping[str, Mapping[str, str]] | None = None,
    acteur: Compte,
) -> Correspondance:
    """Enregistre, ou corrige, la correspondance de ce nom. Lève `ValidationError`."""
    with acte("enregistrer_correspondance", acteur=acteur):
        connue = Correspondance.objects.filter(nom=nom.strip(), nature=code_nature).first()
        correspondance = connue or Correspondance(nom=nom.strip(), nature=code_nature)
        correspondance.colonnes = dict(colonnes)
        correspondance.codes = {champ: dict(paires) for champ, paires in (codes or {}).items()}
        correspondance.full_clean()
        correspondance.save()
    return correspondance


def plan_du_tableau(
    feuille: Feuille, code_nature: str, correspondance: Correspondance | None = None
) -> tuple[Tableau, Plan]:
    """Le tableau d'une feuille et sa correspondance. Lève `FichierRefuse` s'il n'a pas d'en-tête reconnu."""
    connue: Nature = nature(code_nature)
    colonnes = correspondance.colonnes if correspondance else None
    tableau = trouver_tableau(feuille, connue, colonnes)
    codes = correspondance.codes if correspondance else None
    return tableau, proposer(tableau.entete, connue, colonnes=colonnes, codes=codes)


def tableau_seul(
    feuilles: Sequence[Feuille], code_nature: str, correspondance: Correspondance | None = None
) -> tuple[Tableau, Plan]:
    """Le seul tableau de cette nature parmi ces feuilles. Lève `FichierRefuse` s'il n'y en a pas un."""
    trouves, refus = [], []
    for feuille in feuilles:
        try:
            trouves.append(plan_du_tableau(feuille, code_nature, correspondance))
        except FichierRefuse as erreur:
            refus.append(str(erreur))
    if not trouves:
        raise FichierRefuse(" ".join(refus))
    if len(trouves) > 1:
        noms = ", ".join(f"« {tableau.nom[:60]} »" for tableau, _ in trouves)
        raise FichierRefuse(f"plusieurs feuilles portent ce tableau : {noms}. Gardez-en une seule.")
    return trouves[0]


def apercevoir(
    chemin: Path, code_nature: str, *, nom: str = "", correspondance: Correspondance | None = None
) -> list[Apercu]:
    """Un aperçu par feuille reconnue, sans rien écrire. Lève `FichierRefuse` si aucune ne l'est."""
    apercus, refus = [], []
    for feuille in ouvrir_tableur(chemin, nom):
        try:
            tableau, plan = plan_du_tableau(feuille, code_nature, correspondance)
        except FichierRefuse as erreur:
            refus.append(str(erreur))
            continue
        apercus.append(mesurer(tableau, plan))
    if not apercus:
        raise FichierRefuse(" ".join(refus))
    return apercus


def mesurer(tableau: Tableau, plan: Plan) -> Apercu:
    """Lit tout le tableau selon cette correspondance, sans rien écrire."""
    erreurs: list[ErreurCase] = []
    premieres: list[LigneLue] = []
    ecritures: dict[str, dict[str, str]] = {}
    a_code = {nom: code for code, nom in plan.colonnes.items() if plan.nature.champs[code].valeurs}
    par_colonne: Counter[str] = Counter()
    lignes = justes = 0
    for ligne in lire_lignes(tableau, plan):
        lignes += 1
        justes += not ligne.erreurs
        premieres += [ligne] if lignes <= LIGNES_MONTREES else []
        par_colonne.update(erreur.colonne for erreur in ligne.erreurs)
        erreurs += ligne.erreurs[: max(ERREURS_MONTREES - len(erreurs), 0)]
        for erreur in ligne.erreurs:
            case = ligne.brute.get(erreur.colonne)
            if case and erreur.colonne in a_code:
                _retenir(ecritures.setdefault(a_code[erreur.colonne], {}), case)
    prises = set(plan.colonnes.values())
    return Apercu(
        tableau=tableau.nom,
        entete=tableau.entete,
        colonnes=plan.colonnes,
        incertains=plan.incertains,
        manquants=plan.manquants,
        ignorees=[nom for nom in tableau.entete if nom and nom not in prises],
        lignes=lignes,
        justes=justes,
        erreurs=erreurs,
        par_colonne=dict(par_colonne),
        premieres=premieres,
        ecritures={champ: list(lues.values()) for champ, lues in ecritures.items()},
    )


def _retenir(lues: dict[str, str], case: str) -> None:
    if len(lues) < ECRITURES_MONTREES:
        lues.setdefault(normaliser(case), case)

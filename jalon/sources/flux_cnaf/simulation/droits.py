"""Ce que le droit doit au foyer : ressources déclarées, montant, droits et devoirs de chaque adulte."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from random import Random

from jalon.sources.flux_cnaf.simulation.foyer import Calcul, Dossier
from jalon.sources.flux_cnaf.simulation.personnes import Personne
from jalon.sources.flux_cnaf.simulation.reglages import ajouter_mois, modele
from jalon.sources.flux_cnaf.simulation.tirages import Urne

ACTIVITE = {"001", "030", "009"}  # revenus professionnels : salaires, indépendants, chômage partiel


@cache
def _profils() -> Urne[tuple[tuple[str, ...], int, int]]:
    return Urne(
        [
            ((tuple(natures), bas, haut), poids)
            for natures, bas, haut, poids in modele()["ressources"]["profils"]
        ]
    )


@cache
def _forfaitaires() -> list[tuple[date, int]]:
    return [
        (date.fromisoformat(jour), round(euros * 100)) for jour, euros in modele()["montants"]["forfaitaire"]
    ]


def forfaitaire(jour: date) -> int:
    """Montant forfaitaire d'une personne seule au jour donné, en centimes ; le plus ancien connu, avant."""
    anciens = [montant for debut, montant in _forfaitaires() if debut <= jour]
    return anciens[-1] if anciens else _forfaitaires()[0][1]


def declarer(hasard: Random, personne: Personne) -> None:
    """Trois mois de ressources, tous du même profil ; vide quand la personne n'en a pas."""
    natures, bas, haut = _profils().tirer(hasard)
    if haut == 0:
        personne.ressources = ()
        return
    personne.ressources = tuple(
        tuple((nature, hasard.randrange(bas * 100, haut * 100)) for nature in natures) for _ in range(3)
    )


def _moyenne(personne: Personne, natures: set[str] | None = None) -> int:
    return sum(
        montant
        for mois in personne.ressources
        for nature, montant in mois
        if natures is None or nature in natures
    ) // 3  # fmt: skip


def garanti(adultes: int, enfants: int, jour: date, *, isole: bool) -> int:
    """Revenu garanti du foyer en centimes par mois (R. 262-1 CASF) ; `isole` : parent isolé majoré."""
    regles, base = modele()["montants"], forfaitaire(jour)
    if isole:
        return round(base * (regles["parent_isole"] + regles["parent_isole_par_enfant"] * enfants))
    facteur = 1.0
    for rang in range(2, adultes + enfants + 1):
        troisieme_enfant = rang - adultes >= 3
        facteur += (
            regles["deuxieme_personne"] if rang == 2
            else regles["des_le_troisieme_enfant"] if troisieme_enfant
            else regles["personne_suivante"]
        )  # fmt: skip
    return round(base * facteur)


def calculer(dossier: Dossier, debut: date) -> None:
    """Le droit du trimestre qui s'ouvre à `debut`, et les droits et devoirs qui en découlent."""
    adultes, enfants = len(dossier.adultes), len(dossier.enfants)
    petits = [m for m in dossier.enfants if (debut - m.personne.naissance).days < 3 * 365]
    isole = adultes == 1 and bool(petits)
    plein = garanti(adultes, enfants, debut, isole=isole)
    ressources = sum(_moyenne(membre.personne) for membre in dossier.adultes)
    regles = modele()["montants"]
    occupants = min(adultes + enfants, 3)
    logement = 0 if dossier.sans_domicile else round(
        garanti(1, occupants - 1, debut, isole=False) * regles["forfait_logement"][occupants - 1]
    )  # fmt: skip
    total = max(plein - ressources - logement, 0)
    if total < regles["seuil_versement"] * 100:
        total = 0
    jeune = (debut - dossier.demandeur.naissance).days < 25 * 365.25
    nature = "RSI" if isole else "RSD"
    rang = "1" if isole or jeune else "2"
    dossier.calcul = Calcul(debut, plein, ressources, logement, total, nature, f"{nature}N{rang}")
    dossier.foyer_droits_devoirs = ressources < plein
    seuil = modele()["ressources"]["seuil_droits_devoirs"] * 100
    for membre in dossier.adultes:
        _soumettre(membre.personne, ressources < plein and _moyenne(membre.personne, ACTIVITE) < seuil, debut)


def _soumettre(personne: Personne, soumise: bool, jour: date) -> None:
    if personne.droits_devoirs is soumise:
        return
    if soumise:
        personne.droits_devoirs_du, personne.droits_devoirs_au = jour, None
    elif personne.droits_devoirs:
        personne.droits_devoirs_au = jour - timedelta(days=1)
    personne.droits_devoirs = soumise


def ouvrir_trimestre(hasard: Random, dossier: Dossier, mois: date) -> None:
    """La déclaration trimestrielle reçue en `mois` porte les trois mois d'avant ; le droit est recalculé."""
    dossier.trimestre = ajouter_mois(mois, -3)
    for membre in dossier.adultes:
        if not membre.personne.ressources or hasard.random() < 0.4:
            declarer(hasard, membre.personne)
        else:
            membre.personne.ressources = tuple(
                tuple(
                    (nature, max(montant + hasard.randrange(-4000, 4001), 100))
                    for nature, montant in mois_declare
                )
                for mois_declare in membre.personne.ressources
            )
    calculer(dossier, mois)
    dossier.modifie = True

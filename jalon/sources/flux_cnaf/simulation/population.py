"""Le département inventé, mois après mois.

Deux façons de le parcourir, mêmes données : lignée par lignée (`derouler`), mémoire plate, pour écrire des
fichiers ; mois par mois (`DepartementInvente`), tout en mémoire, pour jouer ce que le département en fait.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from jalon.sources.flux_cnaf.simulation import evolution, familles
from jalon.sources.flux_cnaf.simulation.droits import ouvrir_trimestre
from jalon.sources.flux_cnaf.simulation.evolution import Instant
from jalon.sources.flux_cnaf.simulation.foyer import Dossier, Membre
from jalon.sources.flux_cnaf.simulation.lignees import Lignee, fonder, ouvrir_dossier, recevoir
from jalon.sources.flux_cnaf.simulation.reglages import Reglages, fin_de_mois, modele
from jalon.sources.flux_cnaf.simulation.tirages import hasard

EVENEMENTS = evolution.EVENEMENTS | familles.EVENEMENTS
PART_DES_FAITS = 0.75  # quand peu de changements sont demandés, la part qu'en font les faits de la vie


@cache
def cadence(changements: float) -> tuple[float, float]:
    """Facteur des probabilités de fait, et probabilité de recalcul d'un dossier dont c'est le trimestre.

    Les faits du modèle touchent une part fixe des dossiers ; les déclarations trimestrielles font le reste de
    la part de changements demandée. Au-dessous de ce que les faits changent, ils sont ralentis d'autant.
    """
    regles = modele()
    naturels = sum(
        part * sum(regles["faits"].get(etat, {}).values()) for etat, part in regles["etats"].items()
    )
    facteur = min(1.0, PART_DES_FAITS * changements / naturels)
    reste = changements - facteur * (naturels + regles["entrees"])
    payables = regles["etats"]["2"] + regles["etats"]["4"]
    return facteur, min(1.0, max(0.0, 3 * reste / payables))


def entrants(reglages: Reglages) -> int:
    """Lignées nouvelles chaque mois."""
    return round(reglages.foyers * modele()["entrees"] * cadence(reglages.changements)[0])


def numeros(reglages: Reglages) -> Iterator[tuple[int, int]]:
    """(numéro de lignée, rang du mois où elle paraît), dans l'ordre d'écriture."""
    par_mois = entrants(reglages)
    for numero in range(reglages.foyers + par_mois * (reglages.nombre_mois - 1)):
        yield numero, 0 if numero < reglages.foyers else 1 + (numero - reglages.foyers) // par_mois


def derouler(reglages: Reglages, numero: int, debut: int) -> Iterator[tuple[int, Lignee]]:
    """La lignée à chacun des mois demandés : (rang du mois, lignée). Celle rendue est celle qui évolue."""
    lignee = fonder(reglages, numero, debut)
    yield debut, lignee
    for rang in range(debut + 1, reglages.nombre_mois):
        avancer(reglages, lignee, rang)
        yield rang, lignee


def avancer(reglages: Reglages, lignee: Lignee, rang: int) -> None:
    """Joue le mois de rang donné pour une lignée."""
    tirage, mois = hasard(reglages.graine, lignee.numero, rang), reglages.mois_numero(rang)
    facteur, trimestrielle = cadence(reglages.changements)
    presents = lignee.presents
    for dossier in presents:
        dossier.faits, dossier.modifie = [], False
    for dossier in presents:
        jour = mois + timedelta(days=tirage.randrange(27))
        instant = Instant(reglages, tirage, mois, jour, lignee)
        if dossier.etat in "156":
            if not dossier.faits:  # sinon il vient d'être clos par un autre dossier de la lignée
                _sortir(instant, dossier)
            continue
        if not dossier.faits:
            _un_fait(instant, dossier, facteur)
        if dossier.etat in "24":
            familles.naissances(instant, dossier)
            familles.departs_obliges(instant, dossier)
            if _declare(dossier, mois) and tirage.random() < trimestrielle:
                ouvrir_trimestre(tirage, dossier, mois)
    if not lignee.presents and tirage.random() < modele()["retour"] * facteur:
        _revenir(Instant(reglages, tirage, mois, mois + timedelta(days=tirage.randrange(27)), lignee))
    if any(dossier.modifie for dossier in lignee.dossiers):
        for dossier in lignee.presents:
            dossier.modifie = True  # une personne peut être dans deux dossiers


def _declare(dossier: Dossier, mois: date) -> bool:
    return (mois.year * 12 + mois.month) % 3 == dossier.phase


def _un_fait(instant: Instant, dossier: Dossier, facteur: float) -> None:
    """Un fait au plus, tiré selon l'état du dossier."""
    tirage = instant.hasard.random()
    for nom, probabilite in modele()["faits"].get(dossier.etat, {}).items():
        tirage -= probabilite * facteur
        if tirage < 0:
            EVENEMENTS[nom](instant, dossier)
            return


def _sortir(instant: Instant, dossier: Dossier) -> None:
    """Un refus ou une clôture ne paraît qu'une fois ; une régularisation le remontre un mois, en état 6."""
    if (
        dossier.etat == "5"
        and dossier.prenant is None
        and instant.hasard.random() < modele()["regularisation"]
    ):
        dossier.etat = "6"
        dossier.modifie = True
    else:
        dossier.present = False


def _revenir(instant: Instant) -> None:
    """Le dernier foyer redemande le RSA : nouveau numéro, mêmes personnes, précédent numéro rappelé."""
    tirage, lignee = instant.hasard, instant.lignee
    ancien = lignee.dossiers[-1]
    dossier = ouvrir_dossier(instant.reglages, tirage, lignee, instant.jour, "0")
    if dossier.regime == ancien.regime and ancien.prenant is None:
        dossier.matricule = ancien.matricule
    dossier.precedent = ancien.numero
    dossier.membres = [Membre(m.personne, m.role, instant.jour, m.parents) for m in ancien.membres]
    dossier.adresses = list(ancien.adresses)
    dossier.situation, dossier.situation_depuis = ancien.situation, ancien.situation_depuis
    dossier.sans_domicile = ancien.sans_domicile
    dossier.etat_depuis = instant.jour
    for membre in dossier.adultes:
        personne = membre.personne
        personne.droits_devoirs = personne.droits_devoirs_du = personne.droits_devoirs_au = None
        personne.ressources = ()
    lignee.dossiers.append(dossier)
    if ancien.prenant is not None:
        recevoir(tirage, dossier, min(instant.jour, fin_de_mois(instant.mois)))
    dossier.noter(tirage, "retour", "DEMRSA", instant.jour)


class DepartementInvente:
    """Toutes les lignées en mémoire, un mois à la fois."""

    def __init__(self, reglages: Reglages) -> None:
        self.reglages = reglages
        self.rang = 0
        self.lignees = [fonder(reglages, numero, 0) for numero in range(reglages.foyers)]

    @property
    def mois(self) -> date:
        return self.reglages.mois_numero(self.rang)

    def dossiers(self) -> Iterator[tuple[Lignee, Dossier]]:
        """Les dossiers que la CAF transmet pour le mois en cours."""
        for lignee in self.lignees:
            for dossier in lignee.presents:
                yield lignee, dossier

    def avancer(self) -> date:
        """Passe au mois suivant et rend son premier jour."""
        self.rang += 1
        for lignee in self.lignees:
            avancer(self.reglages, lignee, self.rang)
        par_mois = entrants(self.reglages)
        premier = self.reglages.foyers + par_mois * (self.rang - 1)
        self.lignees += [fonder(self.reglages, premier + n, self.rang) for n in range(par_mois)]
        return self.mois

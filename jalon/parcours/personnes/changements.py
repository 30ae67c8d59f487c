"""Ce qu'un fichier change à ce qui était su, dit comme une personne le dirait."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from jalon.parcours.personnes.enums import ETATS_OUVERTS, EtatDossier, NatureChangement
from jalon.parcours.personnes.histoire import PARTI, HistoireFoyer, Serie
from jalon.parcours.personnes.observations import ADRESSE, ObservationFoyer

CLOS = (EtatDossier.CLOS, EtatDossier.CLOS_ANTERIEUR)
SUSPENDUS = (EtatDossier.DROIT_SUSPENDU, EtatDossier.VERSEMENT_SUSPENDU)
PARTI_AILLEURS = "MUT"
N = NatureChangement
ETATS = (N.CLOTURE, N.DEPART, N.SUSPENSION, N.REPRISE, N.OUVERTURE, N.ETAT)
AUTRES = (N.DROITS_DEVOIRS, N.ADRESSE, N.SITUATION, N.MONTANT, N.APPARTENANCE, N.ACTIVITES, N.RESSOURCES)
LIGNES: Mapping[str, tuple[NatureChangement, ...]] = {
    "nouveaux": (N.NOUVEAU, N.ARRIVEE),
    "mutations_arrivees": (N.ARRIVEE,),
    "mutations_departs": (N.DEPART,),
    "clotures": (N.CLOTURE, N.DEPART),
    "suspensions": (N.SUSPENSION,),
    "reprises": (N.REPRISE,),
    "ouvertures": (N.OUVERTURE,),
    "etat": ETATS,
    **{autre.value: (autre,) for autre in AUTRES},
}
"""Les lignes du rapport d'un fichier qui comptent des changements, et lesquels."""
OUVRABLES = {**LIGNES, "absents": (N.ABSENT,)}
"""Les lignes du rapport dont la liste s'ouvre ; un dossier absent du fichier n'a pas changé."""


def par_ligne(
    natures: Mapping[str, int], lignes: Mapping[str, tuple[NatureChangement, ...]] = LIGNES
) -> dict[str, int]:
    """Des changements comptés par nature, ce que chaque ligne du rapport en compte."""
    return {ligne: sum(natures.get(nature, 0) for nature in comptees) for ligne, comptees in lignes.items()}


Dit = tuple[NatureChangement, str, date | None, str, str]
"""Un changement tel qu'il se note : nature, place de la personne dans le foyer, jour, avant, après."""
COLONNES = ("nature", "role", "a_compter_du", "avant", "apres")


class Changement(NamedTuple):
    """À compter de ce jour, une valeur au lieu d'une autre."""

    a_compter_du: date
    avant: tuple[Any, ...]
    apres: tuple[Any, ...]


def changements(avant: Serie, apres: Serie, *, absent: tuple[Any, ...] | None = None) -> list[Changement]:
    """Les jours à compter desquels les deux histoires ne disent plus la même chose.

    Un premier dire n'est pas un changement, sauf si `absent` dit ce que vaut une histoire avant sa première
    étape.
    """
    communes = 0
    for une, autre in zip(avant, apres, strict=False):
        if une[:2] != autre[:2]:
            break
        communes += 1
    ancienne: Any = avant[communes - 1].valeur if communes else absent
    nouvelle = ancienne
    anciennes = {etape.a_compter_du: etape.valeur for etape in avant[communes:]}
    nouvelles = {etape.a_compter_du: etape.valeur for etape in apres[communes:]}
    trouves: list[Changement] = []
    precedent: tuple[Any, Any] = (None, None)
    for jour in sorted(anciennes.keys() | nouvelles.keys()):
        ancienne, nouvelle = anciennes.get(jour, ancienne), nouvelles.get(jour, nouvelle)
        if (ancienne, nouvelle) != precedent and None not in (ancienne, nouvelle) and ancienne != nouvelle:
            trouves.append(Changement(jour, ancienne, nouvelle))
        precedent = ancienne, nouvelle
    return trouves


def nature(serie: str, changement: Changement) -> NatureChangement:
    """Ce que c'est, pour une série de ce nom."""
    return _nature_etat(changement) if serie == "etat" else NatureChangement(serie)


def _nature_etat(changement: Changement) -> NatureChangement:
    ancien, nouveau = changement.avant[0], changement.apres[0]
    if nouveau in CLOS and ancien not in CLOS:
        return N.DEPART if PARTI_AILLEURS in changement.apres[1] else N.CLOTURE
    if nouveau in SUSPENDUS and ancien == EtatDossier.OUVERT:
        return N.SUSPENSION
    if nouveau == EtatDossier.OUVERT and ancien in SUSPENDUS:
        return N.REPRISE
    if nouveau in ETATS_OUVERTS and ancien == EtatDossier.ATTENTE:
        return N.OUVERTURE
    return N.ETAT


def _commune(valeur: tuple[Any, ...]) -> str:
    lue = dict(zip(ADRESSE, valeur, strict=True))
    return f"{lue['code_postal']} {lue['nom_commune']}".strip()


def _total(valeur: tuple[Any, ...]) -> str:
    return "" if valeur[2] is None else f"{valeur[2]:f}"


ECRIRE: Mapping[str, Callable[[tuple[Any, ...]], str]] = {
    "etat": lambda valeur: " ".join((valeur[0], *valeur[1])),
    "adresse": _commune,
    "montant": _total,
    "ressources": _total,
    "activites": lambda valeur: " ".join(valeur[0]),
}


def ecrire(serie: str, valeur: tuple[Any, ...]) -> str:
    """Une valeur en peu de mots : des codes séparés de blancs, un montant, une commune."""
    return ECRIRE.get(serie, lambda v: v[0])(valeur)[:120]


def premier_dire(histoire: HistoireFoyer, observation: ObservationFoyer) -> Dit:
    """Un foyer montré pour la première fois : son état, et le jour où il commence."""
    nouveau = N.ARRIVEE if observation.arrive_de else N.NOUVEAU
    etats = histoire.series.get("etat", ())
    if not etats:
        return nouveau, "", observation.date_demande, "", ""
    return nouveau, "", etats[0].a_compter_du, "", ecrire("etat", etats[0].valeur)


def dits(serie: str, role: str, avant: Serie, apres: Serie) -> list[Dit]:
    """Les changements d'une série de ce nom, tels qu'ils se notent."""
    absent = PARTI if serie == "appartenance" else None
    return [
        (nature(serie, c), role, c.a_compter_du, ecrire(serie, c.avant), ecrire(serie, c.apres))
        for c in changements(avant, apres, absent=absent)
    ]

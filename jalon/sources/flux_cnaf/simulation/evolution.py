"""Ce qui peut arriver à un dossier dans un mois : état du droit, adresse, identité, activité."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random

from jalon.sources.flux_cnaf.simulation import droits
from jalon.sources.flux_cnaf.simulation.etats import clore, refuser, suspendre_droit, suspendre_versement
from jalon.sources.flux_cnaf.simulation.foyer import Dossier, Mutation, adresse, demenager
from jalon.sources.flux_cnaf.simulation.lignees import Lignee
from jalon.sources.flux_cnaf.simulation.personnes import changer_activite, nom_de_famille
from jalon.sources.flux_cnaf.simulation.reglages import Reglages, ajouter_mois, modele


@dataclass(frozen=True, slots=True)
class Instant:
    """Le mois qui se joue : réglages, hasard de la lignée pour ce mois, premier jour, jour du fait."""

    reglages: Reglages
    hasard: Random
    mois: date
    jour: date
    lignee: Lignee


Evenement = Callable[[Instant, Dossier], None]


def _accord(instant: Instant, dossier: Dossier) -> None:
    dossier.etat, dossier.etat_depuis = "2", instant.jour
    dossier.ouverture = dossier.demande.replace(day=1)
    droits.ouvrir_trimestre(instant.hasard, dossier, instant.mois)
    dossier.noter(instant.hasard, "accord", "DECDEMPCG", instant.jour)


def _refus(instant: Instant, dossier: Dossier) -> None:
    refuser(instant.hasard, dossier, instant.jour)


def _suspension_droit(instant: Instant, dossier: Dossier) -> None:
    suspendre_droit(instant.hasard, dossier, instant.jour)


def _suspension_versement(instant: Instant, dossier: Dossier) -> None:
    suspendre_versement(instant.hasard, dossier, instant.jour)


def _reprise(instant: Instant, dossier: Dossier) -> None:
    dossier.etat, dossier.etat_depuis = "2", instant.jour
    dossier.suspensions, dossier.dernier_versement = [], None
    dossier.noter(instant.hasard, "reprise", "REA", instant.jour)


def _cloture(instant: Instant, dossier: Dossier) -> None:
    """Une suspension ne mène à la clôture « ECH » qu'après quatre mois sans droit (R. 262-40 CASF)."""
    if dossier.etat == "2":
        clore(instant.hasard, dossier, instant.jour)
    elif ajouter_mois(dossier.etat_depuis, 4) <= instant.mois:
        clore(instant.hasard, dossier, instant.jour, "ECH")


def _mutation_sortante(instant: Instant, dossier: Dossier) -> None:
    ailleurs = instant.hasard.choice(modele()["organismes"]["ailleurs"])
    clore(instant.hasard, dossier, instant.jour, "MUT")
    dossier.faits.pop()
    dossier.prenant = Mutation("CAF", ailleurs, instant.jour)
    dossier.noter(instant.hasard, "mutation_sortante", "MUT", instant.jour)


def _demenagement(instant: Instant, dossier: Dossier) -> None:
    hors_france = instant.hasard.random() < modele()["adresses"]["hors_france"]
    demenager(dossier, adresse(instant.hasard, instant.reglages, instant.jour, ailleurs=hors_france))
    dossier.noter(instant.hasard, "demenagement", "ADR", instant.jour)


def _activite(instant: Instant, dossier: Dossier) -> None:
    """Un adulte change d'activité et de ressources : les droits et devoirs peuvent basculer."""
    adulte = instant.hasard.choice(dossier.adultes).personne
    avant = adulte.droits_devoirs
    changer_activite(instant.hasard, adulte, instant.jour)
    droits.declarer(instant.hasard, adulte)
    droits.calculer(dossier, instant.mois)
    dossier.noter(instant.hasard, "activite", "SITPRO", instant.jour)
    if adulte.droits_devoirs and not avant:
        dossier.noter(instant.hasard, "droits_devoirs", "ENTDED", instant.jour)


def _nom_usage(instant: Instant, dossier: Dossier) -> None:
    """Mariage, divorce ou choix : le nom d'usage change, celui de naissance jamais."""
    adulte = instant.hasard.choice(dossier.adultes).personne
    conjoint = dossier.conjoint
    if adulte.nom != adulte.nom_naissance:
        adulte.nom = adulte.nom_naissance
    elif conjoint is not None and adulte is not conjoint:
        adulte.nom = f"{adulte.nom_naissance}-{conjoint.nom_naissance}"[:28].rstrip("-")
    else:
        adulte.nom = nom_de_famille(instant.hasard)
    dossier.noter(instant.hasard, "nom_usage", "ETACIV", instant.jour)


def _identite(instant: Instant, dossier: Dossier) -> None:
    """Le NIR arrive, le numéro provisoire devient définitif, ou la date de naissance se précise."""
    for membre in dossier.membres:
        personne = membre.personne
        if personne.nir_connu != personne.nir:
            personne.nir_connu, personne.certifie = personne.nir, True
        elif personne.precision != "N":
            personne.precision, personne.naissance_connue = "N", personne.naissance
        elif not personne.certifie:
            personne.certifie = True
        else:
            continue
        dossier.noter(instant.hasard, "identite", "ETACIV", instant.jour)
        return


EVENEMENTS: dict[str, Evenement] = {
    "accord": _accord,
    "refus": _refus,
    "suspension_droit": _suspension_droit,
    "suspension_versement": _suspension_versement,
    "reprise": _reprise,
    "cloture": _cloture,
    "mutation_sortante": _mutation_sortante,
    "demenagement": _demenagement,
    "activite": _activite,
    "nom_usage": _nom_usage,
    "identite": _identite,
}

"""Les états du droit : 0 demande, 1 refus, 2 versable, 3 droit ou 4 versement suspendu, 5 et 6 clos."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from random import Random

from jalon.sources.flux_cnaf.simulation.foyer import Dossier
from jalon.sources.flux_cnaf.simulation.reglages import modele
from jalon.sources.flux_cnaf.simulation.tirages import Urne, urne


@cache
def _motifs(nom: str) -> Urne[str]:
    return urne(modele()["motifs"][nom])


def refuser(tirage: Random, dossier: Dossier, jour: date) -> None:
    dossier.etat, dossier.etat_depuis = "1", jour
    dossier.refus = (_motifs("refus").tirer(tirage), jour)
    dossier.noter(tirage, "refus", "DECDEMPCG", jour)


def suspendre_droit(tirage: Random, dossier: Dossier, jour: date) -> None:
    """État 3 : un ou deux motifs ; les motifs G* portent la nature du groupe suspendu."""
    dossier.etat, dossier.etat_depuis = "3", jour
    motifs = {_motifs("suspension_droit").tirer(tirage) for _ in range(tirage.choice((1, 1, 1, 2)))}
    debut = jour.replace(day=1)
    dossier.suspensions = [(motif, debut, "RSA" if motif[0] == "G" else "") for motif in sorted(motifs)]
    dossier.dernier_versement = debut - timedelta(days=1)
    dossier.noter(tirage, "suspension_droit", "SUS", jour)


def suspendre_versement(tirage: Random, dossier: Dossier, jour: date) -> None:
    dossier.etat, dossier.etat_depuis = "4", jour
    debut = jour.replace(day=1)
    dossier.suspensions = [(_motifs("suspension_versement").tirer(tirage), debut, "")]
    dossier.dernier_versement = debut - timedelta(days=1)
    dossier.noter(tirage, "suspension_versement", "SUS", jour)


def clore(tirage: Random, dossier: Dossier, jour: date, motif: str = "") -> None:
    """État 5 : la clôture prend la place des suspensions."""
    dossier.etat, dossier.etat_depuis = "5", jour
    dossier.suspensions = []
    dossier.dernier_versement = None
    dossier.cloture = (motif or _motifs("cloture").tirer(tirage), jour)
    dossier.noter(tirage, "cloture", "RAD", jour)

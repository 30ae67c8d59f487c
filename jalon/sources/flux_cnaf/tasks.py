"""Charger un fichier déposé hors de la requête qui l'a reçu, en montrant l'avancement."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from jalon.socle.taches.services import Suivi
from jalon.socle.taches.verbes import verbe
from jalon.sources.flux_cnaf import elimination, entretien
from jalon.sources.flux_cnaf.chargement import charger_flux
from jalon.sources.flux_cnaf.depots import depot, effacer_abandonnes, oublier

__all__ = ["charger_depot", "elimination", "entretien"]

VERBE_CHARGER = "charger_flux"


@verbe(VERBE_CHARGER, "Chargement d'un fichier du flux")
def charger_depot(suivi: Suivi, *, cle: str) -> None:
    """Charge le fichier de ce dépôt ; le refus d'un fichier est un résultat, gardé avec sa raison.

    Le dépôt n'est effacé qu'une fois la tâche validée : tuée avant la fin, elle repart du même fichier.
    """
    try:
        chemin = depot(cle)
    except FileNotFoundError:
        raise ValidationError("Ce fichier déposé n'existe plus : déposez-le de nouveau.") from None
    suivi.avancer(1, "Lecture du fichier")
    bilan = charger_flux(chemin, acteur=suivi.acteur, avancer=suivi.avancer)
    suivi.resultat = {
        "chargement": bilan.chargement,
        "refus": bool(bilan.refus),
        "deja_charge": bilan.deja_charge,
        "secondes": bilan.secondes,
    }
    transaction.on_commit(lambda: oublier(cle))
    effacer_abandonnes()

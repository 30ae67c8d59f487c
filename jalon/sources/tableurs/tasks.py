"""Charger un tableau déposé, et chercher de nouveau les personnes de France Travail, hors de la requête."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from jalon.socle.taches.services import Suivi
from jalon.socle.taches.verbes import verbe
from jalon.sources.flux_cnaf.depots import effacer_abandonnes, oublier
from jalon.sources.france_travail.chargement import reconnaitre_de_nouveau
from jalon.sources.tableurs.demandes import charger_demande, lire_demande

VERBE_CHARGER = "charger_tableau"
VERBE_RECONNAITRE = "reconnaitre_france_travail"


@verbe(VERBE_CHARGER, "Chargement d'un tableau")
def charger_depose(suivi: Suivi, *, cle: str) -> None:
    """Charge le fichier de ce dépôt. Refusé, il reste déposé : sa demande se corrige et se relance."""
    try:
        demande = lire_demande(cle, suivi.acteur)
        suivi.avancer(10, "Lecture et contrôle du fichier")
        bilan = charger_demande(demande, acteur=suivi.acteur)
    except FileNotFoundError:
        raise ValidationError("Ce fichier déposé n'existe plus : déposez-le de nouveau.") from None
    suivi.resultat = {
        "chargement": bilan.chargement,
        "refus": bool(bilan.refus),
        "deja_charge": bilan.deja_charge,
        "secondes": bilan.secondes,
    }
    if bilan.refus:
        suivi.resultat["depot"] = cle
    else:
        transaction.on_commit(lambda: oublier(cle))
    effacer_abandonnes()


@verbe(VERBE_RECONNAITRE, "Recherche des personnes de France Travail")
def chercher_de_nouveau(suivi: Suivi) -> None:
    """Reprend les lignes sans personne, après un nouveau flux."""
    suivi.avancer(10, "Recherche des personnes")
    suivi.resultat = dict(reconnaitre_de_nouveau(acteur=suivi.acteur))

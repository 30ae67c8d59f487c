"""Charger un fichier déposé hors de la requête qui l'a reçu, en montrant l'avancement."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from procrastinate.contrib.django import app

from jalon.socle.acces.selectors import compte_systeme
from jalon.socle.taches.services import Suivi
from jalon.socle.taches.verbes import verbe
from jalon.sources.flux_cnaf import elimination, entretien
from jalon.sources.flux_cnaf.chargement import charger_flux
from jalon.sources.flux_cnaf.depots import depot, effacer_abandonnes, oublier
from jalon.sources.flux_cnaf.releve import relever_dossier

__all__ = ["charger_depot", "elimination", "entretien"]

VERBE_CHARGER = "charger_flux"
DOSSIER_A_RELEVER = "JALON_FLUX_DOSSIER"
"""Variable d'environnement : le dossier où la caisse dépose ses fichiers. Vide : rien n'est relevé."""
REPOS = 60
"""Secondes sans écriture avant qu'un fichier déposé soit tenu pour entier."""
journal = logging.getLogger(__name__)


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
    if bilan.en_attente:
        raise ValidationError(f"Le fichier n'est pas chargé : {bilan.refus}")
    suivi.resultat = {
        "chargement": bilan.chargement,
        "refus": bool(bilan.refus),
        "deja_charge": bilan.deja_charge,
        "secondes": bilan.secondes,
    }
    transaction.on_commit(lambda: oublier(cle))
    effacer_abandonnes()


@app.periodic(cron="*/10 * * * *")
@app.task(name="jalon.relever_flux", queue="jalon", queueing_lock="relever_flux", lock="relever_flux")
def relever_flux(timestamp: int) -> None:
    """Toutes les dix minutes, un passage à la fois, au nom du système : ce que la caisse a déposé."""
    dossier = os.environ.get(DOSSIER_A_RELEVER)
    if not dossier:
        return
    try:
        for _, bilan in relever_dossier(Path(dossier), acteur=compte_systeme(), repos=REPOS):
            journal.info("Relevé du flux : chargement %s, refus %s", bilan.chargement, bool(bilan.refus))
    except OSError as erreur:
        journal.error("Le dossier %s ne se relève pas : %s", DOSSIER_A_RELEVER, erreur.strerror)

"""Ce que le processus des tâches fait des messages : chaque minute, et dès qu'un dépôt le réveille."""

from __future__ import annotations

import time

from procrastinate.contrib.django import app

from jalon.socle.messages import envoi, lots, rappels
from jalon.socle.messages.file import FILE, TACHE_ENVOI, TACHE_RAPPELS, reveiller
from jalon.socle.messages.models import Lot
from jalon.socle.taches.services import Suivi
from jalon.socle.taches.verbes import verbe

DUREE_MAX = 40
"""Secondes : au-delà, la tâche rend la main et se redemande, pour ne pas retenir les autres."""


@app.periodic(cron="* * * * *")
@app.task(name=TACHE_ENVOI, queue=FILE, queueing_lock=TACHE_ENVOI)
def envoyer_messages(timestamp: int) -> None:
    """Fait partir ce qui est prêt, par lots."""
    debut = time.monotonic()
    envoi.recuperer_abandonnes()
    while envoi.envoyer_prets().total():
        if time.monotonic() - debut > DUREE_MAX:
            reveiller()
            return


@app.periodic(cron="* * * * *")
@app.task(name=TACHE_RAPPELS, queue=FILE, queueing_lock=TACHE_RAPPELS)
def traiter_rappels(timestamp: int) -> None:
    """Lit les accusés reçus."""
    while rappels.traiter_rappels():
        continue


@verbe("imprimer_lot", "Impression d'un lot de lettres")
def imprimer_lot(suivi: Suivi, *, lot: str) -> None:
    """Le PDF d'un lot ; refait après un arrêt brutal, il repart de rien et donne les mêmes lettres."""
    lots.imprimer_lot(lot=Lot.objects.get(pk=lot), acteur=suivi.acteur, avancer=suivi.avancer)

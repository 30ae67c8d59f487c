"""Ce que le processus des tâches fait des messages : chaque minute, et dès qu'un dépôt le réveille."""

from __future__ import annotations

import time

from procrastinate.contrib.django import app

from jalon.socle.messages import envoi, rappels
from jalon.socle.messages.file import FILE, TACHE_ENVOI, TACHE_RAPPELS, reveiller

DUREE_MAX = 40
"""Secondes : au-delà, la tâche rend la main et se redemande, pour ne pas retenir les autres."""


@app.periodic(cron="* * * * *")
@app.task(name=TACHE_ENVOI, queue=FILE, queueing_lock=TACHE_ENVOI)
def envoyer_messages(timestamp: int) -> None:
    """Fait partir ce qui est prêt, par lots."""
    debut = time.monotonic()
    envoi.recuperer_abandonnes()
    while envoi.envoyer_prets():
        if time.monotonic() - debut > DUREE_MAX:
            reveiller()
            return


@app.periodic(cron="* * * * *")
@app.task(name=TACHE_RAPPELS, queue=FILE, queueing_lock=TACHE_RAPPELS)
def traiter_rappels(timestamp: int) -> None:
    """Lit les accusés reçus."""
    while rappels.traiter_rappels():
        continue

"""Réveiller l'envoi quand une transaction a déposé des messages ; la tâche périodique rattrape le reste."""

from __future__ import annotations

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

FILE = "jalon"
TACHE_ENVOI = "jalon.envoyer_messages"
TACHE_RAPPELS = "jalon.traiter_rappels"


def reveiller(tache: str = TACHE_ENVOI) -> None:
    """Demande un passage de la tâche une fois la transaction validée ; un seul attend à la fois."""
    transaction.on_commit(lambda: _demander(tache))


def _demander(tache: str) -> None:
    try:
        app.configure_task(tache, queue=FILE, queueing_lock=tache).defer(timestamp=0)
    except AlreadyEnqueued:
        return

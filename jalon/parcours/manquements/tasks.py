"""Chaque nuit, les sanctions commencent et finissent à leur jour ; un recours sans réponse est rejeté."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from jalon.parcours.manquements.services import tenir_manquements
from jalon.socle.acces.selectors import compte_systeme
from jalon.socle.base.contexte import contexte_compte


@app.periodic(cron="17 2 * * *")
@app.task(name="jalon.tenir_manquements", queue="jalon", queueing_lock="manquements")
def tenir(timestamp: int) -> None:
    """Au nom du système ; une nuit manquée se rattrape à la suivante."""
    acteur = compte_systeme()
    with contexte_compte(acteur):
        tenir_manquements(a_la_date=timezone.localdate(), acteur=acteur)

"""Ce que Jalon fait seul, à heure fixe ; un passage rattrape celui qui a manqué."""

from __future__ import annotations

from procrastinate.contrib.django import app

from jalon.parcours.rendezvous.rappels import rappeler
from jalon.parcours.rendezvous.services.invitations import reinviter, relancer
from jalon.socle.acces.selectors import compte_systeme
from jalon.socle.base.contexte import contexte_compte


@app.periodic(cron="*/10 7-20 * * *")
@app.task(name="jalon.rappeler_rendezvous", queue="jalon", queueing_lock="rappels")
def rappeler_rendezvous(timestamp: int) -> None:
    """Toutes les dix minutes, en journée."""
    systeme = compte_systeme()
    with contexte_compte(systeme):
        rappeler(acteur=systeme)


@app.periodic(cron="5 9-18 * * 1-6")
@app.task(name="jalon.relancer_invitations", queue="jalon", queueing_lock="relances")
def relancer_invitations(timestamp: int) -> None:
    """Chaque heure ouvrée : relances, puis ré-invitations."""
    systeme = compte_systeme()
    with contexte_compte(systeme):
        relancer(acteur=systeme)
        reinviter(acteur=systeme)

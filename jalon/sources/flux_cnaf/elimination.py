"""Exécuter une liste d'élimination visée, hors de la requête qui le demande."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from jalon.parcours.personnes.conservation.effacement import effacer_personnes
from jalon.parcours.personnes.models import ListeElimination
from jalon.socle.acces.models import Compte
from jalon.socle.base.contexte import contexte_compte
from jalon.sources.flux_cnaf.expurgation import expurger

FILE = "jalon"


def demander_elimination(liste: ListeElimination, acteur: Compte) -> None:
    """Met l'effacement en file ; il part quand la transaction en cours est validée."""
    app.configure_task("jalon.executer_elimination", queue=FILE, lock=f"elimination-{liste.pk}").defer(
        liste=str(liste.pk), compte=str(acteur.pk)
    )


@app.task(name="jalon.executer_elimination", queue=FILE)
def executer_elimination(liste: str, compte: str) -> None:
    """Lot par lot, chacun dans sa transaction : tuée, la tâche est remise en file et reprend."""
    acteur = Compte.objects.get(pk=UUID(compte))
    with contexte_compte(acteur):
        visee = ListeElimination.objects.get(pk=UUID(liste))
    effacer_personnes(liste=visee, acteur=acteur, expurger=expurger)

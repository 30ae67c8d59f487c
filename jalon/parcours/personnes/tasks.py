"""Une affectation ouvre ou ferme un dossier à son jour, même si personne n'agit."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app

from jalon.parcours.personnes.models import Affectation
from jalon.parcours.personnes.suivis import recalculer_suivis
from jalon.socle.acces.models import Compte
from jalon.socle.acces.selectors import compte_systeme
from jalon.socle.base.contexte import contexte_compte

RATTRAPAGE = timedelta(days=31)
"""Un serveur arrêté moins d'un mois rattrape les jours qu'il n'a pas vus."""
TAILLE_LOT = 2000


@app.periodic(cron="3 * * * *")
@app.task(name="jalon.suivre_affectations", queue="jalon", queueing_lock="suivis")
def suivre_affectations(timestamp: int) -> None:
    """Chaque heure, au nom du système : à minuit passé, heure de Paris, le jour a changé."""
    suivre(a_la_date=timezone.localdate(), acteur=compte_systeme())


def suivre(*, a_la_date: date, acteur: Compte) -> int:
    """Revoit qui peut lire les dossiers dont une affectation commence ou a fini ; rend leur nombre."""
    veille, debut = a_la_date - timedelta(days=1), a_la_date - RATTRAPAGE
    with contexte_compte(acteur):
        touchees = Affectation.objects.filter(
            Q(debut__range=(debut, a_la_date)) | Q(fin__range=(debut, veille))
        )
        personnes = sorted(set(touchees.values_list("membre__personne_id", flat=True)))
        for rang in range(0, len(personnes), TAILLE_LOT):
            recalculer_suivis(personnes[rang : rang + TAILLE_LOT])
    return len(personnes)

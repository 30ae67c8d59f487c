"""L'entretien quotidien : ce que la loi dit d'effacer sans liste, et rien d'autre. Jamais une personne."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app

from jalon.parcours.personnes.conservation.durees import limite_france_travail
from jalon.parcours.personnes.enums import EtatRejet
from jalon.parcours.personnes.inscriptions import recalculer_inscriptions
from jalon.parcours.personnes.models import ObservationFranceTravail, Rejet
from jalon.socle.acces.models import Compte
from jalon.socle.acces.selectors import compte_systeme
from jalon.socle.base.contexte import contexte_compte
from jalon.socle.journal.contexte import acte
from jalon.sources.flux_cnaf.archives import effacer_archives

TAILLE_LOT = 2000


@dataclass(frozen=True, slots=True)
class BilanEntretien:
    """Ce que l'entretien d'un jour a effacé."""

    fichiers: int = 0
    rejets: int = 0
    lignes_france_travail: int = 0
    lectures: int = 0


@app.periodic(cron="41 3 * * *")
@app.task(name="jalon.entretenir_conservation", queue="jalon", queueing_lock="conservation")
def entretenir_conservation(timestamp: int) -> None:
    """Chaque nuit, au nom du système."""
    entretenir(a_la_date=timezone.localdate(), acteur=compte_systeme())


def entretenir(*, a_la_date: date, acteur: Compte) -> BilanEntretien:
    """Efface les fichiers reçus et les traces dont la durée est passée, chacun dans sa transaction."""
    with contexte_compte(acteur):
        fichiers = effacer_archives(a_la_date)
    with contexte_compte(acteur), acte("vider_rejets_traites", acteur=acteur):
        rejets = _vider_rejets(a_la_date)
    with contexte_compte(acteur), acte("effacer_lignes_france_travail", acteur=acteur):
        lignes = _effacer_france_travail(limite_france_travail(a_la_date))
    with contexte_compte(acteur), connection.cursor() as curseur:
        curseur.execute("SELECT jalon_purger_lectures()")
        lectures = int(curseur.fetchone()[0])
    return BilanEntretien(fichiers, rejets, lignes, lectures)


def _vider_rejets(a_la_date: date) -> int:
    """Un rejet traité ne garde pas son dossier plus longtemps que le fichier d'où il vient."""
    passes = Rejet.objects.filter(
        ~Q(etat=EtatRejet.A_CORRIGER), chargement__effacer_le__lt=a_la_date
    ).exclude(contenu=b"")
    return passes.update(contenu=b"")


def _effacer_france_travail(limite: date) -> int:
    """Les lignes transmises avant ce jour, et ce qui ne se déduisait que d'elles."""
    passees = ObservationFranceTravail.objects.filter(chargement__reference__lt=limite)
    touchees = sorted(
        set(passees.filter(membre__efface_le=None).values_list("membre__personne_id", flat=True)) - {None}
    )
    effacees, _ = passees.delete()
    for debut in range(0, len(touchees), TAILLE_LOT):
        recalculer_inscriptions(touchees[debut : debut + TAILLE_LOT])
    return effacees

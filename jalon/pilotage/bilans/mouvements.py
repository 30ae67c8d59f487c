"""Ce qui a bougé dans un exercice : combien de changements faits par des personnes, et quand le dernier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.apps import apps
from django.db.models import Count, Max, QuerySet

from jalon.mesure.chiffres.models import Serie
from jalon.pilotage.bilans.models import FicheBilan
from jalon.pilotage.programmes.models import Exercice
from jalon.socle.acces.selectors import compte_systeme

DE_L_EXERCICE = (
    "pilotage_finances.CreditEvent",
    "pilotage_finances.DepenseEvent",
    "pilotage_finances.ContrepartieEvent",
    "pilotage_finances.AffectationSoldeEvent",
    "pilotage_bilans.FicheBilanEvent",
)


@dataclass(frozen=True, slots=True)
class Mouvements:
    """Nombre de changements et date du dernier."""

    nombre: int = 0
    dernier: datetime | None = None


def mouvements_depuis(exercice: Exercice, depuis: datetime) -> Mouvements:
    """Changements d'argent, de fiches et de chiffres depuis cet instant, sans ceux du compte système."""
    evenements = partial(_evenements, depuis, str(compte_systeme().pk))
    fiches = FicheBilan.objects.filter(exercice=exercice)
    series = Serie.objects.filter(cloison=exercice.programme_id)
    requetes = [evenements(nom).filter(exercice=exercice.pk) for nom in DE_L_EXERCICE]
    requetes.append(evenements("pilotage_bilans.SectionFicheEvent").filter(fiche__in=fiches.values("pk")))
    requetes.append(evenements("mesure_chiffres.ChiffreEvent").filter(serie__in=series.values("pk")))
    compte = [
        requete.aggregate(nombre=Count("pgh_id"), dernier=Max("pgh_created_at")) for requete in requetes
    ]
    dates = [c["dernier"] for c in compte if c["dernier"] is not None]
    return Mouvements(sum(c["nombre"] for c in compte), max(dates, default=None))


def _evenements(depuis: datetime, systeme: str, nom: str) -> QuerySet[Any]:
    evenements = apps.get_model(nom)._default_manager.filter(pgh_created_at__gte=depuis)
    return evenements.exclude(pgh_context__metadata__acteur=systeme).exclude(pgh_context__isnull=True)

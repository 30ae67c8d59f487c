"""Lire les mentions, les dispenses et le rapport de contrôle d'un programme."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from jalon.pilotage.controles.depuis_base import releve_programme
from jalon.pilotage.controles.memoire import rapport_garde
from jalon.pilotage.controles.models import Dispense, Mention
from jalon.pilotage.controles.moteur import controler
from jalon.pilotage.controles.rapport import Dispense as DispenseDeRapport
from jalon.pilotage.controles.rapport import Rapport
from jalon.pilotage.programmes.models import Exercice, Programme


def rapport_controle(programme: Programme, exercice: Exercice) -> Rapport:
    """Contrôle un exercice de la base ; les anomalies dispensées sont rangées à part.

    Le rapport est gardé tant que rien n'a changé dans la base : ne pas le modifier.
    """
    return rapport_garde(
        exercice.pk,
        lambda: controler(releve_programme(programme, exercice), dispenses=dispenses_du_rapport(exercice)),
    )


def dispenses_de(exercice: Exercice) -> QuerySet[Dispense]:
    """Les dispenses d'un exercice, expirées comprises, avec leur auteur."""
    return (
        Dispense.objects.filter(exercice=exercice).select_related("auteur").order_by("regle", "accordee_le")
    )


def dispenses_du_rapport(exercice: Exercice) -> list[DispenseDeRapport]:
    """Les dispenses sous la forme que le moteur applique."""
    return [
        DispenseDeRapport(
            cle=dispense.cle,
            motif=dispense.motif,
            auteur=str(dispense.auteur),
            date=timezone.localdate(dispense.accordee_le),
            jusqu_au=dispense.expire_le,
        )
        for dispense in dispenses_de(exercice)
    ]


def mentions_de(exercice: Exercice) -> QuerySet[Mention]:
    """Les cases imprimées d'un exercice, écartées comprises, dans l'ordre du document."""
    return Mention.objects.filter(exercice=exercice).select_related("piece", "action", "ecartee_par")


def mention_par_id(cle: UUID | str) -> Mention:
    """La mention, avec son document. Lève `Mention.DoesNotExist`."""
    return Mention.objects.select_related("piece", "action", "exercice__programme", "ecartee_par").get(pk=cle)

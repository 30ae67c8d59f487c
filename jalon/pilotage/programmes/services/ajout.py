"""Ajouter une action d'un seul geste : l'action et sa place dans le programme."""

from __future__ import annotations

from datetime import date

from jalon.pilotage.programmes.models import Axe, Objectif, PlaceAction, Programme
from jalon.pilotage.programmes.services.actions import creer_action, placer_action
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte


def ajouter_action(
    *,
    programme: Programme,
    intitule: str,
    axe: Axe,
    objectif: Objectif | None = None,
    numero: str = "",
    debut: date | None = None,
    fin: date | None = None,
    acteur: Compte,
) -> PlaceAction:
    """Crée une action et la place à la fin de son axe. Lève `ValidationError` : rien n'est alors créé."""
    with acte("ajouter_action", acteur=acteur, programme=programme.pk):
        action = creer_action(programme=programme, intitule=intitule, debut=debut, fin=fin, acteur=acteur)
        return placer_action(
            action=action, programme=programme, axe=axe, objectif=objectif, numero=numero, acteur=acteur
        )

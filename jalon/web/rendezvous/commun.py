"""Ce que les écrans de rendez-vous partagent."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from jalon.socle.acces.enums import Role
from jalon.web.requetes import lire_cle, lire_jour

PLANIFIENT = frozenset({Role.GESTIONNAIRE_DROITS, Role.AGENT_ORIENTATION, Role.RESPONSABLE_STRUCTURE})
"""Rôles qui ouvrent l'agenda d'une structure ; un référent n'ouvre que le sien."""

ANNEES = range(2000, 2101)
"""Années où un agenda s'ouvre."""


def planifie(request: HttpRequest) -> bool:
    return bool(request.roles & PLANIFIENT)


def jour_demande(request: HttpRequest, nom: str = "jour") -> date:
    """Le jour de la requête ; aujourd'hui s'il manque ou ne se lit pas."""
    return lire_jour(request.GET.get(nom, ""), ANNEES) or timezone.localdate()


def cles_demandees(valeurs: list[str]) -> list[UUID]:
    """Les clés lisibles, sans doublon, dans l'ordre."""
    return list(dict.fromkeys(cle for valeur in valeurs if (cle := lire_cle(valeur))))

"""Ce que les écrans de rendez-vous partagent."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date

from jalon.socle.acces.enums import Role

PLANIFIENT = frozenset({Role.GESTIONNAIRE_DROITS, Role.AGENT_ORIENTATION, Role.RESPONSABLE_STRUCTURE})
"""Rôles qui ouvrent l'agenda d'une structure ; un référent n'ouvre que le sien."""


def planifie(request: HttpRequest) -> bool:
    return bool(request.roles & PLANIFIENT)


def jour_demande(request: HttpRequest, nom: str = "jour") -> date:
    """Le jour de la requête ; aujourd'hui s'il manque ou ne se lit pas."""
    try:
        lu = parse_date(request.GET.get(nom, "")[:10])
    except ValueError:
        lu = None
    return lu if lu and 2000 <= lu.year <= 2100 else timezone.localdate()


def cle_demandee(valeur: str) -> UUID | None:
    """Une clé de la requête ; `None` si elle ne se lit pas."""
    try:
        return UUID(valeur)
    except ValueError:
        return None


def cles_demandees(valeurs: list[str]) -> list[UUID]:
    """Les clés lisibles, sans doublon, dans l'ordre."""
    return list(dict.fromkeys(cle for valeur in valeurs if (cle := cle_demandee(valeur))))

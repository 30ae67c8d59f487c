"""Ce que les écrans de rendez-vous partagent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import ProgrammingError, transaction
from django.http import HttpRequest
from django.utils import timezone
from psycopg.errors import InsufficientPrivilege

from jalon.parcours.personnes.selectors.suivies import personnes_suivies
from jalon.parcours.rendezvous import selectors
from jalon.parcours.rendezvous.models import Invitation, Participation
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from jalon.socle.messages.models import Message
from jalon.socle.messages.selectors import lettres_sur
from jalon.web.requetes import lire_cle, lire_jour

PLANIFIENT = frozenset({Role.GESTIONNAIRE_DROITS, Role.AGENT_ORIENTATION, Role.RESPONSABLE_STRUCTURE})
"""Rôles qui ouvrent l'agenda d'une structure ; un référent n'ouvre que le sien."""

Objet = TypeVar("Objet", Participation, Invitation)
ANNEES = range(2000, 2101)
"""Années où un agenda s'ouvre."""


def planifie(request: HttpRequest) -> bool:
    return bool(request.roles & PLANIFIENT)


def avec_lettres(objets: Iterable[Objet], lecteur: Compte) -> list[tuple[Objet, Message | None]]:
    """Chaque place, ou invitation, avec la dernière lettre qui en parle, en une requête."""
    lus = list(objets)
    lettres = {lettre.cible: lettre for lettre in lettres_sur([objet.pk for objet in lus], lecteur)}
    return [(objet, lettres.get(objet.pk)) for objet in lus]


def choix_agents(
    request: HttpRequest, *, sauf: UUID | None = None, collegues: bool = False
) -> dict[str, Any]:
    """Les agents qu'un formulaire propose, avec leur charge, pour ses options `agents` et `suivies`.

    Un référent n'ouvre que son agenda ; qui planifie choisit. `collegues` : à tous, pour confier.
    """
    if not (planifie(request) or collegues):
        return {"agents": Compte.objects.filter(pk=request.user.pk)}
    agents = selectors.agents(request.user).exclude(pk=sauf)
    if not planifie(request):
        return {"agents": agents}
    collegues_connus = list(agents.filter(collegue=True).values_list("pk", flat=True))
    return {"agents": agents, "suivies": personnes_suivies(collegues_connus, request.user)}


@contextmanager
def a_sa_main() -> Iterator[None]:
    """Un agenda que la base ne lui ouvre pas devient une `ValidationError` qui dit à qui demander."""
    try:
        with transaction.atomic():
            yield
    except ProgrammingError as erreur:
        if not isinstance(erreur.__cause__, InsufficientPrivilege):
            raise
        raise ValidationError(
            "Cet agenda n'est pas à votre main : choisissez le vôtre, ou demandez-le au responsable.",
            code="agenda",
        ) from erreur


def jour_demande(request: HttpRequest, nom: str = "jour") -> date:
    """Le jour de la requête ; aujourd'hui s'il manque ou ne se lit pas."""
    return lire_jour(request.GET.get(nom, ""), ANNEES) or timezone.localdate()


def cles_demandees(valeurs: list[str]) -> list[UUID]:
    """Les clés lisibles, sans doublon, dans l'ordre."""
    return list(dict.fromkeys(cle for valeur in valeurs if (cle := lire_cle(valeur))))

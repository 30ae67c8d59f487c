"""Un petit programme garni, des comptes de chaque rôle, un client soumis à la sécurité de la base."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client

from jalon.pilotage.programmes.enums import RoleOrganisation
from jalon.pilotage.programmes.models import Exercice, OrganisationAction, PlaceAction, Programme
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from jalon.socle.organisations.models import Organisation
from jalon.socle.parametres.services import fixer_parametre
from tests.fabriques import programme_garni


@dataclass
class Monde:
    """Ce que les essais d'écran partagent : un exercice de deux actions et ses comptes."""

    exercice: Exercice
    places: list[PlaceAction]
    pilote: Organisation

    @property
    def programme(self) -> Programme:
        return self.exercice.programme

    @property
    def place(self) -> PlaceAction:
        return self.places[0]

    def adresse(self, **suite: Any) -> dict[str, Any]:
        """Arguments d'adresse de la première action."""
        return self.periode() | {"cle": self.place.numero} | suite

    def periode(self, **suite: Any) -> dict[str, Any]:
        return {"code": self.programme.code, "exercice": self.exercice.code} | suite


@pytest.fixture
def monde(systeme: Compte) -> Monde:
    """Deux actions justes au centime ; la première a un pilote connu. Sans double authentification."""
    fixer_parametre(
        code="acces.double_authentification_exigee",
        valeur=False,
        du=date(2026, 1, 1),
        source="essai",
        acteur=systeme,
    )
    exercice = programme_garni(2)
    places = list(PlaceAction.objects.filter(programme=exercice.programme).order_by("ordre"))
    lien = OrganisationAction.objects.get(action=places[0].action_id, role=RoleOrganisation.PILOTE)
    return Monde(exercice, places, lien.organisation)


@pytest.fixture
def compte(creer_compte: Callable[..., Compte], monde: Monde) -> Callable[..., Compte]:
    """`compte(Role.PILOTE)` : un compte de ce rôle sur le programme ; un pilote agit pour son organisme."""

    def creer(role: Role, programme: Programme | None = None, **options: Any) -> Compte:
        perimetre = {"programme_id": (programme or monde.programme).pk}
        if role == Role.PILOTE:
            perimetre["organisation"] = options.pop("organisation", monde.pilote)
        return creer_compte(role, **perimetre, **options)

    return creer


@pytest.fixture
def connecte(en_tant_que: Callable[[Any], Any], compte: Callable[..., Compte]) -> Callable[..., Any]:
    """`with connecte(Role.PILOTE) as client: …` : requêtes sous le rôle `application` de la base."""

    @contextmanager
    def ouvrir(qui: Role | Compte | None = Role.CHARGEE_MISSION) -> Iterator[Client]:
        acteur = compte(qui) if isinstance(qui, Role) else qui
        client = Client()
        if acteur is not None:
            client.force_login(acteur)
        with en_tant_que(None):
            yield client

    return ouvrir


@pytest.fixture
def chargee(compte: Callable[..., Compte]) -> Compte:
    """La chargée de mission du programme."""
    return compte(Role.CHARGEE_MISSION)

"""Un petit programme garni, des comptes de chaque rôle, un client soumis à la sécurité de la base."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import pytest
from django.test import Client

from jalon.mesure.entrepot.copie import Entrepot
from jalon.parcours.personnes.models import Perimetre, Personne
from jalon.pilotage.controles import memoire
from jalon.pilotage.programmes.enums import RoleOrganisation
from jalon.pilotage.programmes.models import Exercice, OrganisationAction, PlaceAction, Programme
from jalon.socle.acces.enums import ROLES_DOSSIERS, Role
from jalon.socle.acces.models import Compte
from jalon.socle.acces.selectors import compte_systeme
from jalon.socle.organisations.models import Organisation
from jalon.socle.parametres.services import fixer_parametre
from tests.fabriques import programme_garni
from tests.flux import NORD, SUD, charger_simule, personne_de


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


@dataclass
class Dossiers:
    """Une personne de l'intercommunalité du nord, une autre du sud."""

    une: Personne
    autre: Personne


@pytest.fixture(autouse=True)
def entrepot_neuf(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Une copie en colonnes par essai : celle d'un essai défait dirait des faits qui n'existent plus."""

    @cache
    def entrepot() -> Entrepot:
        return Entrepot(tmp_path_factory.mktemp("entrepot"))

    monkeypatch.setattr("jalon.mesure.indicateurs.moteurs.entrepot", entrepot)


@pytest.fixture(autouse=True)
def rapports_oublies() -> None:
    """Les fabriques écrivent sans contexte d'histoire : celui d'un autre essai paraîtrait encore juste."""
    memoire._rapports.clear()


@pytest.fixture(scope="module")
def monde_du_fichier(base_du_fichier: None) -> Monde:
    systeme = compte_systeme()
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
def monde(db: None, monde_du_fichier: Monde) -> Monde:
    """Deux actions justes au centime ; la première a un pilote connu. Sans double authentification."""
    return deepcopy(monde_du_fichier)


@pytest.fixture
def compte(creer_compte: Callable[..., Compte], monde: Monde) -> Callable[..., Compte]:
    """`compte(Role.PILOTE)` : un compte de ce rôle sur le programme ; un pilote agit pour son organisme.

    Un rôle des dossiers n'a pas de programme : son périmètre est dans les options, vide pour tout voir.
    """

    def creer(role: Role, programme: Programme | None = None, **options: Any) -> Compte:
        if role in ROLES_DOSSIERS or role == Role.DPO:
            return creer_compte(role, **options)
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


@pytest.fixture(scope="module")
def dossiers_du_fichier(base_du_fichier: None, tmp_path_factory: pytest.TempPathFactory) -> Dossiers:
    charger_simule(tmp_path_factory.mktemp("dossiers") / "flux", compte_systeme())
    return Dossiers(personne_de(NORD), personne_de(SUD))


@pytest.fixture
def dossiers(db: None, dossiers_du_fichier: Dossiers) -> Dossiers:
    """Douze foyers simulés dans deux intercommunalités, et une personne de chacune."""
    return deepcopy(dossiers_du_fichier)


@pytest.fixture
def agent(
    creer_compte: Callable[..., Compte], dossiers: Dossiers, monde: Monde
) -> Callable[[Role, Personne], Compte]:
    """`agent(Role.REFERENT, personne)` : un compte dont le périmètre s'arrête à cette personne."""

    def creer(role: Role, personne: Personne) -> Compte:
        perimetre = personne.perimetre
        if role in (Role.GESTIONNAIRE_DROITS, Role.AGENT_ORIENTATION):
            return creer_compte(role, territoire=perimetre.territoire)
        if role == Role.RESPONSABLE_STRUCTURE:
            structure = Organisation.objects.create(nom=f"Structure {perimetre.territoire}")
            Perimetre.objects.filter(pk=perimetre.pk).update(organisations=[structure.pk])
            return creer_compte(role, organisation=structure)
        compte = creer_compte(role)
        if role == Role.REFERENT:
            Perimetre.objects.filter(pk=perimetre.pk).update(referents=[compte.pk])
        return compte

    return creer


@pytest.fixture
def chargee(compte: Callable[..., Compte]) -> Compte:
    """La chargée de mission du programme."""
    return compte(Role.CHARGEE_MISSION)

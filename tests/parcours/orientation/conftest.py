"""Des organismes, des agents de chaque rôle, des règles en service."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from jalon.parcours.orientation import services
from jalon.parcours.orientation.models import JeuRegles
from jalon.socle.acces.delegations import accorder_delegation
from jalon.socle.acces.enums import Role, TypeActe
from jalon.socle.acces.models import Compte
from jalon.socle.base.contexte import contexte_compte
from jalon.socle.organisations.models import Organisation
from tests.flux import NORD, poser_territoire

JOUR = date(2025, 3, 3)


def agir(service: Callable[..., Any], *, acteur: Compte, **options: Any) -> Any:
    """Une écriture faite par ce compte, son contexte posé dans la base."""
    with contexte_compte(acteur):
        return service(acteur=acteur, **options)


def voir(lecteur: Compte, selecteur: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """Une lecture faite par ce compte."""
    with contexte_compte(lecteur):
        return selecteur(*arguments, **options)


@pytest.fixture
def territoires(db: None) -> None:
    poser_territoire()


@pytest.fixture
def organisme(db: None) -> Organisation:
    return Organisation.objects.create(nom="Maison du département")


@pytest.fixture
def autre(db: None) -> Organisation:
    return Organisation.objects.create(nom="Agence pour l'emploi")


@pytest.fixture
def agent(creer_compte: Callable[..., Compte], systeme: Compte) -> Compte:
    """Agent d'orientation du territoire du nord, qui peut signer."""
    compte = creer_compte(Role.AGENT_ORIENTATION, territoire=NORD)
    agir(
        accorder_delegation,
        compte=compte,
        type_acte=TypeActe.ORIENTATION,
        qualite="Responsable de l'orientation",
        reference="Arrêté d'essai n° 1",
        acteur=systeme,
        du=date(2025, 1, 1),
    )
    return compte


@pytest.fixture
def jeu(systeme: Compte) -> Callable[..., JeuRegles]:
    """`jeu({...}, {...})` : une version en service depuis le 1er janvier 2025 avec ces règles."""

    def mettre(*regles: dict[str, Any], en_service: bool = True) -> JeuRegles:
        cree = agir(services.creer_jeu, libelle="Essai", acteur=systeme)
        for rang, regle in enumerate(regles, 1):
            agir(services.ecrire_regle, jeu=cree, acteur=systeme, **{"libelle": f"Règle {rang}"} | regle)
        if en_service:
            agir(services.mettre_en_service, jeu=cree, acteur=systeme, le=date(2025, 1, 1))
        return cree

    return mettre

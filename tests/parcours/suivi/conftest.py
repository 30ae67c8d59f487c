"""Deux structures, leurs référents, une personne suivie : ce que les essais du suivi partagent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from jalon.parcours.personnes.suivis import confier_personne
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from jalon.socle.base.contexte import contexte_compte
from jalon.socle.organisations.models import Organisation
from tests.flux import NORD, SUD
from tests.personnes import Dossier, creer_dossier

DEPUIS = date(2025, 2, 1)


@dataclass
class Suivi:
    """`dossier` est suivi par `referent`, de la structure `une` ; `autre` n'est suivi par personne."""

    une: Organisation
    deux: Organisation
    referent: Compte
    collegue: Compte
    exterieur: Compte
    responsable: Compte
    responsable_deux: Compte
    agent: Compte
    agent_sud: Compte
    gestionnaire: Compte
    dossier: Dossier
    autre: Dossier
    creer: Callable[..., Compte]


@pytest.fixture
def suivi(creer_compte: Callable[..., Compte], systeme: Compte) -> Suivi:
    une, deux = (Organisation.objects.create(nom=f"Structure {nom}") for nom in ("une", "deux"))
    monde = Suivi(
        une=une,
        deux=deux,
        referent=creer_compte(Role.REFERENT, organisation=une),
        collegue=creer_compte(Role.REFERENT, organisation=une),
        exterieur=creer_compte(Role.REFERENT, organisation=deux),
        responsable=creer_compte(Role.RESPONSABLE_STRUCTURE, organisation=une),
        responsable_deux=creer_compte(Role.RESPONSABLE_STRUCTURE, organisation=deux),
        agent=creer_compte(Role.AGENT_ORIENTATION, territoire=NORD),
        agent_sud=creer_compte(Role.AGENT_ORIENTATION, territoire=SUD),
        gestionnaire=creer_compte(Role.GESTIONNAIRE_DROITS),
        dossier=creer_dossier(),
        autre=creer_dossier(territoire=SUD),
        creer=creer_compte,
    )
    with contexte_compte(systeme):
        confier_personne(
            personne=monde.dossier.personne,
            organisation=une,
            compte=monde.referent,
            du=DEPUIS,
            acteur=systeme,
        )
    return monde

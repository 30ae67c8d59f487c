"""Ce qui a bougé : les changements des personnes, pas ceux du système."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from jalon.pilotage.bilans.mouvements import mouvements_depuis
from jalon.pilotage.finances.services import saisir_credit
from jalon.socle.acces.enums import Role
from tests.fabriques import PlaceFabrique, programme_garni

pytestmark = pytest.mark.django_db


def test_seuls_les_changements_des_personnes_comptent(systeme, creer_compte):
    exercice = programme_garni(1)
    place = PlaceFabrique(programme=exercice.programme, axe=exercice.programme.axes.first(), numero="9.9")
    chargee = creer_compte(Role.CHARGEE_MISSION, departement=exercice.programme.departement)
    hier = timezone.now() - timedelta(days=1)
    saisir_credit(action=place.action, exercice=exercice, montant=Decimal(10), acteur=systeme)
    assert mouvements_depuis(exercice, hier).nombre == 0
    saisir_credit(action=place.action, exercice=exercice, montant=Decimal(12), acteur=chargee)
    mouvements = mouvements_depuis(exercice, hier)
    assert mouvements.nombre == 1
    assert mouvements.dernier is not None
    assert mouvements_depuis(exercice, timezone.now() + timedelta(hours=1)).nombre == 0

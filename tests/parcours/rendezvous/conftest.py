"""Ce que les essais de rendez-vous partagent : une structure, et des personnes qui lui sont confiées."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jalon.parcours.personnes.models import Personne
from jalon.socle.acces.models import Compte
from tests.parcours.rendezvous.fabriques import Maison, batir_maison


@pytest.fixture
def maison(systeme: Compte, creer_compte: Callable[..., Compte]) -> Maison:
    return batir_maison(creer_compte)


@pytest.fixture
def confiee(maison: Maison) -> Callable[..., Personne]:
    """`confiee()` : une personne suivie par la structure et le référent, avec un mobile."""
    return maison.confier

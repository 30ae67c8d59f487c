"""Une équipe prête à écrire un contrat."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jalon.socle.acces.models import Compte
from tests.parcours.contrats.fabriques import Equipe, creer_equipe


@pytest.fixture
def equipe(creer_compte: Callable[..., Compte], systeme: Compte) -> Equipe:
    return creer_equipe(creer_compte, systeme)

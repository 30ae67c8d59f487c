"""Un décor posé une fois par fichier d'essais : chaque essai en part, rien de ce qu'il fait n'en reste.

Un essai en reçoit les objets par `copy.deepcopy` : ceux qu'il change ne changent pas pour le suivant.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

SUFFIXE = "_du_fichier"


@pytest.fixture(scope="module")
def base_du_fichier(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Une transaction autour des essais du fichier, défaite après eux ; chacun y a son point de reprise."""
    with django_db_blocker.unblock():
        assert not connection.in_atomic_block, "Un décor du fichier se demande en argument de l'essai."
        with transaction.atomic():
            yield
            transaction.set_rollback(True)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Dans un fichier, qui demande moins de décor passe avant : il ne trouve pas celui des autres."""
    fichiers = [list(essais) for _, essais in groupby(items, key=lambda essai: essai.path)]
    items[:] = [essai for essais in fichiers for essai in sorted(essais, key=_decors)]


def _decors(essai: pytest.Item) -> int:
    return sum(nom.endswith(SUFFIXE) for nom in getattr(essai, "fixturenames", ()))

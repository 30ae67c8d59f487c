"""Qui essaie quoi, quand plusieurs processus se partagent les essais."""

from __future__ import annotations

import pytest
from xdist.remote import Producer
from xdist.scheduler.loadscope import LoadScopeScheduling
from xdist.workermanage import WorkerController

NAVIGATEUR = "tests/navigateur/"
LONGS = (
    NAVIGATEUR,
    "tests/socle/test_serveur_donne.py",
    "tests/socle/test_servir.py",
    "tests/mesure/test_kit.py",
)
"""Ils installent longuement, une fois pour tous leurs essais : d'un seul tenant, et commencés tôt."""


def part(adresse: str) -> str:
    """Le tenant de l'essai : ceux de `LONGS`, ou lui seul.

    Les autres fichiers se coupent : leurs essais à vraies transactions vident la base, et passent en dernier.
    """
    return next((long for long in LONGS if adresse.startswith(long)), adresse)


class DUnSeulTenant(LoadScopeScheduling):
    """Ce qui installe longuement va en entier au même processus.

    `--dist loadgroup` le devait ; avec pytest 9.2, xdist 3.8 ne groupe plus rien (pytest-xdist n° 1386).
    """

    def _split_scope(self, nodeid: str) -> str:
        return part(nodeid)

    def _assign_work_unit(self, node: WorkerController) -> None:
        for tenant in reversed(LONGS):
            if tenant in self.workqueue:
                self.workqueue.move_to_end(tenant, last=False)
        super()._assign_work_unit(node)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> DUnSeulTenant:
    return DUnSeulTenant(config, log)

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
"""Peu d'essais mais longs : commencés tôt, ils ne restent pas seuls à la fin."""


def part(adresse: str) -> str:
    """Le fichier de l'essai ; le navigateur est d'un seul tenant, ses fichiers partagent un site."""
    return NAVIGATEUR if adresse.startswith(NAVIGATEUR) else adresse.partition("::")[0]


class ParFichier(LoadScopeScheduling):
    """Un fichier va en entier au même processus : ce qu'il installe ne s'installe qu'une fois.

    `--dist loadgroup` le devait ; avec pytest 9.2, xdist 3.8 ne groupe plus rien (pytest-xdist n° 1386).
    """

    def _split_scope(self, nodeid: str) -> str:
        return part(nodeid)

    def _assign_work_unit(self, node: WorkerController) -> None:
        for fichier in reversed(LONGS):
            if fichier in self.workqueue:
                self.workqueue.move_to_end(fichier, last=False)
        super()._assign_work_unit(node)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ParFichier:
    return ParFichier(config, log)

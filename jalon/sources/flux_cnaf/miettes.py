"""Charger des millions de petits objets sans que le ramasse-miettes les parcoure sans cesse.

Un chargement n'a presque pas de cycles : ses objets meurent dès que plus rien ne les désigne. Les rares
cycles sont ramassés lot par lot, parmi les seuls objets nés depuis le lot d'avant.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def miettes_a_la_demande() -> Iterator[None]:
    """Bloc où seul `ramasser` ramasse ; ce qui était réglé avant revient à la sortie."""
    actif = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if actif:
            gc.enable()


def ramasser() -> None:
    """Ramasse les cycles nés depuis la dernière fois."""
    gc.collect(0)

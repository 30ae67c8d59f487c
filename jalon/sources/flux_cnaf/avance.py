"""Couper d'avance : le fichier se coupe dans un fil pendant que le premier attend la base ou l'analyse."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from jalon.sources.flux_cnaf.tranches import Tranche

T = TypeVar("T")
AVANCE = 8
"""Paquets coupés d'avance."""
OCTETS_PAQUET, TAILLE_PAQUET = 1_000_000, 1000
"""Un paquet se ferme dès qu'il garde tant d'octets ou de dossiers : l'avance tient en huit mégaoctets."""


def en_avance(tranches: Iterator[tuple[Tranche, T]]) -> Generator[tuple[Tranche, T], None, None]:
    """Les mêmes, dans le même ordre, lues dans un autre fil ; ce que leur lecture lève est levé ici.

    À fermer (`contextlib.closing`) avant ce que `tranches` lit : le fil s'arrête alors.
    """
    fil = ThreadPoolExecutor(1, "coupe")
    try:
        attente = deque(fil.submit(_paquet, tranches) for _ in range(AVANCE))
        while paquet := attente.popleft().result():
            attente.append(fil.submit(_paquet, tranches))
            yield from paquet
    finally:
        fil.shutdown(cancel_futures=True)


def _paquet(tranches: Iterator[tuple[Tranche, T]]) -> list[tuple[Tranche, T]]:
    paquet: list[tuple[Tranche, T]] = []
    octets = 0
    for une in tranches:
        paquet.append(une)
        octets += len(une[0].octets)
        if octets >= OCTETS_PAQUET or len(paquet) >= TAILLE_PAQUET:
            break
    return paquet

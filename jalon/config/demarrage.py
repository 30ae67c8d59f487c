"""Charger d'avance tout ce que servent les pages, et le dire au ramasse-miettes de Python."""

from __future__ import annotations

import atexit
import gc
from functools import cache

from django.urls import get_resolver


@cache
def charger_les_pages() -> None:
    """Importe toutes les pages et fige ce qui est chargé, qui vivra autant que le processus.

    Sans cela, un passage complet du ramasse-miettes relit un million d'objets au milieu d'une page : 150 ms,
    une page sur trente.
    """
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)

"""Faire d'avance ce qu'une première page attendrait : charger le code, écrire les requêtes."""

from __future__ import annotations

import atexit
import gc
import time
from contextlib import suppress
from datetime import timedelta
from functools import cache

from django.db import DatabaseError, connection
from django.urls import get_resolver
from django.utils import timezone


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


def ecrire_les_classements(repos: float = 3.0) -> None:
    """Écrit le classement de chaque indicateur pour une période finie : toutes les formes en partent.

    À lancer dans un fil : après chacun, il se repose `repos` fois le temps qu'il a pris, et les pages servies
    passent. Sans la base, rien n'est écrit d'avance ; la page qui en a besoin le fera.
    """
    from jalon.mesure.chiffres.calcul import demander
    from jalon.mesure.chiffres.requetes import classement
    from jalon.mesure.indicateurs.catalogue import catalogue
    from jalon.mesure.indicateurs.moteurs import MoteurDuckdb

    hier = timezone.localdate() - timedelta(days=1)
    try:
        with suppress(DatabaseError):
            for declaration in catalogue():
                debut = time.thread_time()
                demande = demander(declaration, hier, hier)
                classement(declaration, demande.contexte, MoteurDuckdb.dialecte)
                time.sleep(repos * (time.thread_time() - debut))
    finally:
        connection.close()

"""Une connexion du rôle `mesure` : il lit les vues de faits et rien d'autre, dans un seul instantané."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, transaction
from psycopg import IsolationLevel

from jalon.socle.base.connexions import RoleBase
from jalon.socle.base.installation import chaine

Curseur = psycopg.Cursor[Any]


@contextmanager
def lecture() -> Iterator[Curseur]:
    """Curseur du rôle `mesure`, qui n'écrit rien, dans un seul instantané.

    Le propriétaire (essais, installation) prend ce rôle dans sa transaction et voit ce qu'elle a écrit ; tout
    autre processus ouvre une connexion à part, que l'application ne peut pas obtenir d'elle-même.
    """
    if settings.ROLE_BASE == RoleBase.PROPRIETAIRE:
        with transaction.atomic(), connection.cursor() as curseur:
            curseur.execute("SELECT current_setting('role')")
            (precedent,) = curseur.fetchone()
            curseur.execute("SET LOCAL ROLE mesure")
            with connection.connection.cursor(row_factory=psycopg.rows.tuple_row) as nu:
                yield nu
            curseur.execute("SELECT set_config('role', %s, true)", [precedent])
        return
    with psycopg.connect(chaine(RoleBase.MESURE)) as connexion:
        connexion.isolation_level = IsolationLevel.REPEATABLE_READ
        with connexion.cursor() as curseur_mesure:
            yield curseur_mesure

"""Combien de personnes chacun suit."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from jalon.socle.acces.models import Compte
from jalon.socle.base.cles import en_tableau

SUIVIES = """
SELECT cle, count(*) FROM parcours_personnes_perimetre p, unnest(p.referents) AS cle
 WHERE cle = ANY (%s::uuid[]) GROUP BY cle
"""


def personnes_suivies(comptes: Collection[UUID], lecteur: Compte) -> dict[UUID, int]:
    """Par compte demandé, les personnes qu'il suit et que le lecteur voit ; zéro est un nombre."""
    with connection.cursor() as curseur:
        curseur.execute(SUIVIES, [en_tableau(comptes)])
        return dict.fromkeys(comptes, 0) | dict(curseur.fetchall())

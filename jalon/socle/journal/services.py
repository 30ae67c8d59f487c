"""Conservation du journal : au-delà des durées en vigueur, l'histoire est effacée."""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.db import connection, transaction

from jalon.socle.journal.selectors import modeles_evenements
from jalon.socle.parametres.selectors import parametre

DUREE_SOCLE = "journal.conservation"
DUREE_PROGRAMMES = "journal.conservation_histoire"


def purger_journal(a_la_date: date) -> int:
    """Efface les changements plus vieux que les durées en vigueur à cette date ; renvoie leur nombre.

    Les durées, en mois, sont des paramètres datés : une pour le socle, une pour les programmes.
    À lancer comme propriétaire : l'application ne peut rien effacer de l'histoire.
    """
    durees = {code: parametre(code, a_la_date) for code in (DUREE_SOCLE, DUREE_PROGRAMMES)}
    effaces = 0
    with pgtrigger.ignore(), transaction.atomic(), connection.cursor() as curseur:
        for evenement in modeles_evenements():
            socle = evenement._meta.app_label.startswith("socle_")
            table = connection.ops.quote_name(evenement._meta.db_table)
            curseur.execute(
                f"DELETE FROM {table} WHERE pgh_created_at < %s::date - make_interval(months => %s)",  # noqa: S608
                [a_la_date, durees[DUREE_SOCLE if socle else DUREE_PROGRAMMES]],
            )
            effaces += curseur.rowcount
        curseur.execute(
            "DELETE FROM pghistory_context WHERE updated_at < %s::date - make_interval(months => %s)",
            [a_la_date, max(durees.values())],
        )
    return effaces

"""Du manquement signalé à la décision, à la levée ou au recours ; une personne décide."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ManquementsConfig(AppConfig):
    name = "jalon.parcours.manquements"
    label = "parcours_manquements"
    verbose_name = "manquements"

    def ready(self) -> None:
        from jalon.parcours.manquements.cas import enregistrer_cas
        from jalon.parcours.manquements.export import MENTION, NOM, rassembler
        from jalon.parcours.manquements.lettres import enregistrer_types
        from jalon.parcours.personnes.conservation.rubriques import enregistrer

        enregistrer(NOM, MENTION, rassembler)
        enregistrer_types()
        enregistrer_cas()
        post_migrate.connect(_charger_bareme, sender=self)


def _charger_bareme(**_: Any) -> None:
    from django.db import connection

    from jalon.parcours.manquements.depart import charger_bareme_de_depart
    from jalon.parcours.manquements.models import Bareme

    if Bareme._meta.db_table in connection.introspection.table_names():
        charger_bareme_de_depart()

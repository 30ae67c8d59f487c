from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SuiviConfig(AppConfig):
    name = "jalon.parcours.suivi"
    label = "parcours_suivi"
    verbose_name = "suivi"

    def ready(self) -> None:
        from jalon.parcours.personnes.conservation.rubriques import enregistrer
        from jalon.parcours.suivi.jalons_parcours import enregistrer_jalons
        from jalon.parcours.suivi.rubrique import MENTION, rassembler

        enregistrer("suivi", MENTION, rassembler)
        enregistrer_jalons()
        post_migrate.connect(_charger_cercles, sender=self)


def _charger_cercles(**_: Any) -> None:
    from jalon.parcours.suivi.depart import charger_cercles

    charger_cercles()

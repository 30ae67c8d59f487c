from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ParametresConfig(AppConfig):
    name = "jalon.socle.parametres"
    label = "socle_parametres"
    verbose_name = "paramètres"

    def ready(self) -> None:
        post_migrate.connect(_charger_valeurs_de_depart, sender=self)


def _charger_valeurs_de_depart(**_: Any) -> None:
    from jalon.socle.parametres.depart import charger_valeurs_de_depart

    charger_valeurs_de_depart()

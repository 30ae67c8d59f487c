from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class Configuration(AppConfig):
    name = "jalon.mesure.evenements"
    label = "mesure_evenements"
    verbose_name = "événements"

    def ready(self) -> None:
        pre_migrate.connect(_retirer, sender=self)
        post_migrate.connect(_poser, sender=self)


def _retirer(plan: list[Any], using: str, **_: Any) -> None:
    """Une migration peut changer une colonne que les vues lisent : elles s'effacent devant elle."""
    from jalon.mesure.evenements.pose import retirer

    if plan:
        retirer(using)


def _poser(using: str, **_: Any) -> None:
    from jalon.mesure.evenements.pose import poser

    poser(using)

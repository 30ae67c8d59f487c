from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccesConfig(AppConfig):
    name = "jalon.socle.acces"
    label = "socle_acces"
    verbose_name = "accès"

    def ready(self) -> None:
        post_migrate.connect(_garantir_compte_systeme, sender=self)


def _garantir_compte_systeme(**_: Any) -> None:
    from jalon.socle.acces.services import garantir_compte_systeme

    garantir_compte_systeme()

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class Configuration(AppConfig):
    name = "jalon.pilotage.programmes"
    label = "pilotage_programmes"
    verbose_name = "programmes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(_charger_les_modeles, sender=self)


def _charger_les_modeles(**_: Any) -> None:
    """Les modèles de programme livrés suivent la version du produit."""
    from jalon.pilotage.programmes.services.modeles import charger_dossier

    charger_dossier()

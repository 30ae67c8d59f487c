from django.apps import AppConfig


class Configuration(AppConfig):
    name = "jalon.pilotage.finances"
    label = "pilotage_finances"
    verbose_name = "finances"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from jalon.pilotage.finances.indicateurs import enregistrer

        enregistrer()

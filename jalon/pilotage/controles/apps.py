from django.apps import AppConfig


class Configuration(AppConfig):
    name = "jalon.pilotage.controles"
    label = "pilotage_controles"
    verbose_name = "contrôles"
    default_auto_field = "django.db.models.BigAutoField"

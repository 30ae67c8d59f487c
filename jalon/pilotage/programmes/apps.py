from django.apps import AppConfig


class Configuration(AppConfig):
    name = "jalon.pilotage.programmes"
    label = "pilotage_programmes"
    verbose_name = "programmes"
    default_auto_field = "django.db.models.BigAutoField"

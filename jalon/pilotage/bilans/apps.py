from django.apps import AppConfig


class Configuration(AppConfig):
    name = "jalon.pilotage.bilans"
    label = "pilotage_bilans"
    verbose_name = "bilans"
    default_auto_field = "django.db.models.BigAutoField"

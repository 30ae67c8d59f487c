from django.apps import AppConfig


class Configuration(AppConfig):
    name = "jalon.mesure.chiffres"
    label = "mesure_chiffres"
    verbose_name = "chiffres"
    default_auto_field = "django.db.models.BigAutoField"

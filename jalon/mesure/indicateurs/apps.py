from django.apps import AppConfig


class Configuration(AppConfig):
    name = "jalon.mesure.indicateurs"
    label = "mesure_indicateurs"
    verbose_name = "indicateurs"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class TachesConfig(AppConfig):
    name = "jalon.socle.taches"
    label = "socle_taches"
    verbose_name = "tâches"

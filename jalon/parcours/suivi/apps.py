from django.apps import AppConfig


class SuiviConfig(AppConfig):
    name = "jalon.parcours.suivi"
    label = "parcours_suivi"
    verbose_name = "suivi"

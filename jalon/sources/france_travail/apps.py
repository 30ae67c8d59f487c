from django.apps import AppConfig


class FranceTravailConfig(AppConfig):
    name = "jalon.sources.france_travail"
    label = "sources_france_travail"
    verbose_name = "fichiers de France Travail"

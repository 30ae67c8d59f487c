from django.apps import AppConfig


class ManquementsConfig(AppConfig):
    name = "jalon.parcours.manquements"
    label = "parcours_manquements"
    verbose_name = "manquements"

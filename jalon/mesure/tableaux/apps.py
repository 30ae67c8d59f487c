from django.apps import AppConfig


class Configuration(AppConfig):
    name = "jalon.mesure.tableaux"
    label = "mesure_tableaux"
    verbose_name = "tableaux de bord"

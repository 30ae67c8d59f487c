from django.apps import AppConfig


class ContratsConfig(AppConfig):
    name = "jalon.parcours.contrats"
    label = "parcours_contrats"
    verbose_name = "contrats"

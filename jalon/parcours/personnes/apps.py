from django.apps import AppConfig


class PersonnesConfig(AppConfig):
    name = "jalon.parcours.personnes"
    label = "parcours_personnes"
    verbose_name = "personnes"

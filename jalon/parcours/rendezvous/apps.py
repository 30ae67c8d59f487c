from django.apps import AppConfig


class RendezvousConfig(AppConfig):
    name = "jalon.parcours.rendezvous"
    label = "parcours_rendezvous"
    verbose_name = "rendez-vous"

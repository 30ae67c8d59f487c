from django.apps import AppConfig


class TerritoireConfig(AppConfig):
    name = "jalon.socle.territoire"
    label = "socle_territoire"
    verbose_name = "territoire"

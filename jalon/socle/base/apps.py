from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "jalon.socle.base"
    label = "socle_base"
    verbose_name = "base"

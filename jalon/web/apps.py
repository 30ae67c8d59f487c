from django.apps import AppConfig


class Configuration(AppConfig):
    name = "jalon.web"
    label = "web"
    verbose_name = "écrans"

from django.apps import AppConfig


class TableursConfig(AppConfig):
    name = "jalon.sources.tableurs"
    label = "sources_tableurs"
    verbose_name = "tableurs"

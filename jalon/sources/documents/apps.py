from django.apps import AppConfig


class Configuration(AppConfig):
    name = "jalon.sources.documents"
    label = "sources_documents"
    verbose_name = "documents"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "jalon.socle.journal"
    label = "socle_journal"
    verbose_name = "journal"

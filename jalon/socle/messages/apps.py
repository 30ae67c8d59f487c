from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "jalon.socle.messages"
    label = "socle_messages"
    verbose_name = "messages"

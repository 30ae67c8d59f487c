from django.apps import AppConfig


class PiecesConfig(AppConfig):
    name = "jalon.socle.pieces"
    label = "socle_pieces"
    verbose_name = "pièces"

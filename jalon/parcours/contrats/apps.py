from django.apps import AppConfig


class ContratsConfig(AppConfig):
    name = "jalon.parcours.contrats"
    label = "parcours_contrats"
    verbose_name = "contrats"

    def ready(self) -> None:
        from jalon.parcours.contrats.export import MENTION, contrats_a_exporter
        from jalon.parcours.personnes.conservation.rubriques import enregistrer

        enregistrer("contrats", MENTION, contrats_a_exporter)

from django.apps import AppConfig


class ContratsConfig(AppConfig):
    name = "jalon.parcours.contrats"
    label = "parcours_contrats"
    verbose_name = "contrats"

    def ready(self) -> None:
        from jalon.parcours.contrats.export import MENTION, contrats_a_exporter
        from jalon.parcours.contrats.selectors import encore_a_lire
        from jalon.parcours.personnes.conservation.rubriques import enregistrer
        from jalon.socle.messages import verificateurs

        enregistrer("contrats", MENTION, contrats_a_exporter)
        verificateurs.enregistrer("contrat", encore_a_lire)

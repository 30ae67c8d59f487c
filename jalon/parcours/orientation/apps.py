from django.apps import AppConfig


class OrientationConfig(AppConfig):
    name = "jalon.parcours.orientation"
    label = "parcours_orientation"
    verbose_name = "orientation et diagnostic"

    def ready(self) -> None:
        from jalon.parcours.orientation.cas import enregistrer_cas
        from jalon.parcours.orientation.lettres import enregistrer_types
        from jalon.parcours.orientation.rubriques import MENTION, rassembler
        from jalon.parcours.personnes.conservation import rubriques

        enregistrer_types()
        enregistrer_cas()
        rubriques.enregistrer("orientation", MENTION, rassembler)

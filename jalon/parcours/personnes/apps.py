from django.apps import AppConfig


class PersonnesConfig(AppConfig):
    name = "jalon.parcours.personnes"
    label = "parcours_personnes"
    verbose_name = "personnes"

    def ready(self) -> None:
        from jalon.parcours.personnes.conservation import rubrique_messages
        from jalon.parcours.personnes.conservation.rubriques import enregistrer

        enregistrer(rubrique_messages.NOM, rubrique_messages.MENTION, rubrique_messages.rassembler)

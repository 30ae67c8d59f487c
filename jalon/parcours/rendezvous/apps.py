from django.apps import AppConfig


class RendezvousConfig(AppConfig):
    name = "jalon.parcours.rendezvous"
    label = "parcours_rendezvous"
    verbose_name = "rendez-vous"

    def ready(self) -> None:
        from jalon.parcours.personnes.conservation import rubriques
        from jalon.parcours.rendezvous import envois
        from jalon.parcours.rendezvous.cas import enregistrer_cas
        from jalon.parcours.rendezvous.export import rassembler
        from jalon.parcours.rendezvous.lettres import enregistrer_types
        from jalon.socle.messages import verificateurs

        enregistrer_types()
        enregistrer_cas()
        verificateurs.enregistrer(envois.RENDEZVOUS, envois.places_tenues)
        verificateurs.enregistrer(envois.INVITATION, envois.invitations_ouvertes)
        rubriques.enregistrer(
            "rendezvous", "Rendez-vous et invitations, avec leurs dates et leur issue.", rassembler
        )

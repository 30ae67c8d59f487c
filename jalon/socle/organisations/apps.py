from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "jalon.socle.organisations"
    label = "socle_organisations"
    verbose_name = "organisations"

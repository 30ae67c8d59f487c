from django.apps import AppConfig


class FluxCnafConfig(AppConfig):
    name = "jalon.sources.flux_cnaf"
    label = "sources_flux_cnaf"
    verbose_name = "flux de la CNAF"

from django.apps import AppConfig


class OrientationConfig(AppConfig):
    name = "jalon.parcours.orientation"
    label = "parcours_orientation"
    verbose_name = "orientation et diagnostic"

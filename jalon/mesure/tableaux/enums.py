from django.db import models


class Duree(models.TextChoices):
    """Sur quoi porte un chiffre d'un tableau de bord ; toujours des mois entiers et finis."""

    TRIMESTRE = "trimestre", "le dernier trimestre fini"
    SEMESTRE = "semestre", "le dernier semestre fini"
    ANNEE = "annee", "la dernière année finie"
    DOUZE_MOIS = "12_mois", "les douze derniers mois finis"

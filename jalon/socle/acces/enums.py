from django.db.models import TextChoices


class Role(TextChoices):
    """Ce qu'une personne vient faire dans Jalon ; daté par une habilitation."""

    CHARGEE_MISSION = "chargee_mission", "chargé·e de mission"
    PILOTE = "pilote", "pilote d'action"
    DIRECTION = "direction", "direction"
    ELU = "elu", "élu·e"
    ETAT = "etat", "services de l'État"
    ADMINISTRATEUR = "administrateur", "administrateur"


ROLES_ECRITURE = (Role.CHARGEE_MISSION, Role.PILOTE)
"""Rôles qui écrivent dans les programmes de leur périmètre ; la base applique la même liste."""

from django.db.models import TextChoices


class Role(TextChoices):
    """Ce qu'une personne vient faire dans Jalon ; daté par une habilitation."""

    CHARGEE_MISSION = "chargee_mission", "chargé·e de mission"
    PILOTE = "pilote", "pilote d'action"
    DIRECTION = "direction", "direction"
    ELU = "elu", "élu·e"
    ETAT = "etat", "services de l'État"
    ADMINISTRATEUR = "administrateur", "administrateur"
    GESTIONNAIRE_DROITS = "gestionnaire_droits", "gestionnaire des droits RSA"
    AGENT_ORIENTATION = "agent_orientation", "agent d'orientation"
    RESPONSABLE_STRUCTURE = "responsable_structure", "responsable de structure"
    REFERENT = "referent", "référent·e"
    DPO = "dpo", "délégué·e à la protection des données"


ROLES_ECRITURE = (Role.CHARGEE_MISSION, Role.PILOTE)
"""Rôles qui écrivent dans les programmes de leur périmètre ; la base applique la même liste."""

ROLES_PROGRAMMES = (
    Role.CHARGEE_MISSION,
    Role.PILOTE,
    Role.DIRECTION,
    Role.ELU,
    Role.ETAT,
    Role.ADMINISTRATEUR,
)
"""Rôles qui ouvrent les programmes, et aucun dossier de personne ; la base applique la même liste."""

ROLES_DOSSIERS = (
    Role.GESTIONNAIRE_DROITS,
    Role.AGENT_ORIENTATION,
    Role.RESPONSABLE_STRUCTURE,
    Role.REFERENT,
)
"""Rôles qui ouvrent les dossiers de leur périmètre, et aucun programme ; la base applique la même liste."""


class TypeActe(TextChoices):
    """Les actes individuels dont la signature se délègue."""

    ORIENTATION = "orientation", "décision d'orientation"
    CONTRAT = "contrat", "contrat d'engagement"
    SANCTION = "sanction", "suspension, suppression, levée"
    RECOURS = "recours", "décision sur un recours préalable"
    COURRIER = "courrier", "convocation, avertissement, accusé de réception"

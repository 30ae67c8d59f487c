"""Écritures d'un programme : chaque fonction est une transaction, vérifie les droits et laisse une trace."""

from jalon.pilotage.programmes.services.actions import (
    ajouter_alias_action,
    creer_action,
    lier_serie,
    modifier_action,
    modifier_place,
    placer_action,
    rattacher_organisation,
    retirer_organisation,
)
from jalon.pilotage.programmes.services.annexes import (
    ajouter_ligne_annexe,
    confirmer_formule,
    declarer_mesure,
    modifier_mesure,
    retirer_formule,
)
from jalon.pilotage.programmes.services.modeles import charger_modeles
from jalon.pilotage.programmes.services.programmes import (
    ajouter_signataire,
    cloturer_exercice,
    creer_axe,
    creer_exercice,
    creer_objectif,
    creer_programme,
    declarer_acte,
    modifier_axe,
    modifier_exercice,
    modifier_programme,
    retirer_signataire,
    rouvrir_exercice,
)

__all__ = [
    "ajouter_alias_action",
    "ajouter_ligne_annexe",
    "ajouter_signataire",
    "charger_modeles",
    "cloturer_exercice",
    "confirmer_formule",
    "creer_action",
    "creer_axe",
    "creer_exercice",
    "creer_objectif",
    "creer_programme",
    "declarer_acte",
    "declarer_mesure",
    "lier_serie",
    "modifier_action",
    "modifier_axe",
    "modifier_exercice",
    "modifier_mesure",
    "modifier_place",
    "modifier_programme",
    "placer_action",
    "rattacher_organisation",
    "retirer_formule",
    "retirer_organisation",
    "retirer_signataire",
    "rouvrir_exercice",
]

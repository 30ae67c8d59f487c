"""Écritures : signaler, instruire, décider, lever ; équipes, recours, barème local, ordres à la caisse."""

from jalon.parcours.manquements.services.baremes import ajouter_bareme_local
from jalon.parcours.manquements.services.decisions import (
    decider_manquement,
    lever_sanction,
    notifier_decision,
    tenir_manquements,
)
from jalon.parcours.manquements.services.equipes import (
    ajouter_membre,
    annuler_seance,
    clore_seance,
    convoquer_seance,
    creer_equipe,
    creer_seance,
    declarer_conflit,
    inscrire_manquement,
    noter_presences,
    rendre_avis,
    retirer_membre,
    tenir_seance,
)
from jalon.parcours.manquements.services.instruction import (
    aggraver_manquement,
    avertir_personne,
    classer_manquement,
    noter_observation,
    noter_reception,
    qualifier_manquement,
    signaler_manquement,
)
from jalon.parcours.manquements.services.ordres import etablir_bordereau
from jalon.parcours.manquements.services.recours import (
    decider_recours,
    deposer_recours,
    noter_jugement,
    saisir_tribunal,
)

__all__ = [
    "aggraver_manquement",
    "ajouter_bareme_local",
    "ajouter_membre",
    "annuler_seance",
    "avertir_personne",
    "classer_manquement",
    "clore_seance",
    "convoquer_seance",
    "creer_equipe",
    "creer_seance",
    "decider_manquement",
    "decider_recours",
    "declarer_conflit",
    "deposer_recours",
    "etablir_bordereau",
    "inscrire_manquement",
    "lever_sanction",
    "noter_jugement",
    "noter_observation",
    "noter_presences",
    "noter_reception",
    "notifier_decision",
    "qualifier_manquement",
    "rendre_avis",
    "retirer_membre",
    "saisir_tribunal",
    "signaler_manquement",
    "tenir_manquements",
    "tenir_seance",
]

"""Écrire l'orientation : décisions, règles, passages, diagnostics."""

from jalon.parcours.orientation.services.decisions import (
    BilanLot,
    accepter_proposition,
    accepter_propositions,
    annuler_orientation,
    decider_orientation,
    noter_notification,
    orientation_en_cours,
    refuser_proposition,
)
from jalon.parcours.orientation.services.diagnostics import (
    envoyer_lien,
    ouvrir_diagnostic,
    repondre_diagnostic,
    se_placer,
)
from jalon.parcours.orientation.services.notifications import (
    notifier_orientation,
    notifier_orientations,
)
from jalon.parcours.orientation.services.passages import Issue, essayer_regles, passer_regles
from jalon.parcours.orientation.services.regles import (
    creer_jeu,
    deplacer_regle,
    ecrire_regle,
    fixer_capacite,
    mettre_en_service,
    retirer_regle,
)

__all__ = [
    "BilanLot",
    "Issue",
    "accepter_proposition",
    "accepter_propositions",
    "annuler_orientation",
    "creer_jeu",
    "decider_orientation",
    "deplacer_regle",
    "ecrire_regle",
    "envoyer_lien",
    "essayer_regles",
    "fixer_capacite",
    "mettre_en_service",
    "noter_notification",
    "notifier_orientation",
    "notifier_orientations",
    "orientation_en_cours",
    "ouvrir_diagnostic",
    "passer_regles",
    "refuser_proposition",
    "repondre_diagnostic",
    "retirer_regle",
    "se_placer",
]

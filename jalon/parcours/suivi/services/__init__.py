"""Écritures du suivi : équipe et relais, carnet, tâches, portefeuilles, recherches."""

from jalon.parcours.suivi.services.acces import donner_le_carnet, joindre
from jalon.parcours.suivi.services.carnet import (
    corriger_note,
    ecrire_note,
    effacer_note,
    fermer_cercle,
    ouvrir_cercle,
)
from jalon.parcours.suivi.services.equipe import (
    ajouter_a_l_equipe,
    annuler_relais,
    passer_le_relais,
    retirer_de_l_equipe,
)
from jalon.parcours.suivi.services.portefeuille import (
    annuler_transfert,
    fixer_limite,
    transferer_personnes,
)
from jalon.parcours.suivi.services.recherches import (
    clore_campagne,
    ecrire_aux_recherchees,
    lancer_campagne,
    noter_resultat,
    noter_tentative,
)
from jalon.parcours.suivi.services.taches import abandonner_tache, creer_tache, terminer_tache

__all__ = [
    "abandonner_tache",
    "ajouter_a_l_equipe",
    "annuler_relais",
    "annuler_transfert",
    "clore_campagne",
    "corriger_note",
    "creer_tache",
    "donner_le_carnet",
    "ecrire_aux_recherchees",
    "ecrire_note",
    "effacer_note",
    "fermer_cercle",
    "fixer_limite",
    "joindre",
    "lancer_campagne",
    "noter_resultat",
    "noter_tentative",
    "ouvrir_cercle",
    "passer_le_relais",
    "retirer_de_l_equipe",
    "terminer_tache",
    "transferer_personnes",
]

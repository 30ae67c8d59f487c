"""Écrire les rendez-vous : une fonction par geste, chacune dans sa transaction, au nom d'un acteur."""

from jalon.parcours.rendezvous.services.absences import (
    Reprise,
    rendezvous_a_reprendre,
    reprendre_absence,
)
from jalon.parcours.rendezvous.services.agenda import (
    Ouverture,
    creer_lieu,
    creer_motif,
    fermer_creneaux,
    noter_absence,
    ouvrir_creneau,
    ouvrir_creneaux,
    retirer_absence,
    suivre_agenda,
)
from jalon.parcours.rendezvous.services.convocations import convoquer_a_la_suite
from jalon.parcours.rendezvous.services.invitations import (
    Envoi,
    annuler_invitations,
    annuler_lot,
    inviter,
    reinviter,
    relancer,
)
from jalon.parcours.rendezvous.services.issues import noter_issues
from jalon.parcours.rendezvous.services.prise import (
    annuler_participation,
    annuler_rendezvous,
    convoquer,
    deplacer,
    fixer_rendezvous,
    inscrire,
    prendre_creneau,
)

__all__ = [
    "Envoi",
    "Ouverture",
    "Reprise",
    "annuler_invitations",
    "annuler_lot",
    "annuler_participation",
    "annuler_rendezvous",
    "convoquer",
    "convoquer_a_la_suite",
    "creer_lieu",
    "creer_motif",
    "deplacer",
    "fermer_creneaux",
    "fixer_rendezvous",
    "inscrire",
    "inviter",
    "noter_absence",
    "noter_issues",
    "ouvrir_creneau",
    "ouvrir_creneaux",
    "prendre_creneau",
    "reinviter",
    "relancer",
    "rendezvous_a_reprendre",
    "reprendre_absence",
    "retirer_absence",
    "suivre_agenda",
]

"""Les tables des rendez-vous."""

from jalon.parcours.rendezvous.models.agenda import (
    Abonnement,
    Absence,
    Creneau,
    CreneauMotif,
    Lieu,
    Motif,
)
from jalon.parcours.rendezvous.models.rendezvous import Invitation, Participation, RendezVous

__all__ = [
    "Abonnement",
    "Absence",
    "Creneau",
    "CreneauMotif",
    "Invitation",
    "Lieu",
    "Motif",
    "Participation",
    "RendezVous",
]

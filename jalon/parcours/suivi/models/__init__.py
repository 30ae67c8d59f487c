"""Équipe, carnet, tâches, limites de portefeuille, campagnes ; synthèse par personne."""

from jalon.parcours.suivi.models.campagnes import Campagne, LigneCampagne, Tentative
from jalon.parcours.suivi.models.carnet import AccesCercle, Cercle, NoteCarnet
from jalon.parcours.suivi.models.equipe import EquipePersonne, FonctionEquipe, Relais, Transfert
from jalon.parcours.suivi.models.synthese import Synthese
from jalon.parcours.suivi.models.taches import LimitePortefeuille, TacheSuivi

__all__ = [
    "AccesCercle",
    "Campagne",
    "Cercle",
    "EquipePersonne",
    "FonctionEquipe",
    "LigneCampagne",
    "LimitePortefeuille",
    "NoteCarnet",
    "Relais",
    "Synthese",
    "TacheSuivi",
    "Tentative",
    "Transfert",
]

"""Manquements, décisions, équipes pluridisciplinaires, recours, ordres à la caisse."""

from jalon.parcours.manquements.models.baremes import Bareme
from jalon.parcours.manquements.models.decisions import Bordereau, Decision, Levee, Ordre
from jalon.parcours.manquements.models.equipes import (
    ConflitInteret,
    Equipe,
    MembreEquipe,
    Passage,
    Presence,
    Seance,
)
from jalon.parcours.manquements.models.manquements import Etape, Manquement, Observation
from jalon.parcours.manquements.models.recours import Recours

__all__ = [
    "Bareme",
    "Bordereau",
    "ConflitInteret",
    "Decision",
    "Equipe",
    "Etape",
    "Levee",
    "Manquement",
    "MembreEquipe",
    "Observation",
    "Ordre",
    "Passage",
    "Presence",
    "Recours",
    "Seance",
]

from jalon.parcours.orientation.models.decisions import Orientation, Passage, Proposition
from jalon.parcours.orientation.models.diagnostic import Diagnostic, PositionDiagnostic
from jalon.parcours.orientation.models.regles import Capacite, JeuRegles, Regle

__all__ = [
    "Capacite",
    "Diagnostic",
    "JeuRegles",
    "Orientation",
    "Passage",
    "PositionDiagnostic",
    "Proposition",
    "Regle",
]

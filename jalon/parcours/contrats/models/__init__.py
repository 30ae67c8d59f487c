"""Les tables des contrats : toutes suivent la visibilité de la personne, sauf les réglages du circuit."""

from jalon.parcours.contrats.models.circuit import ConventionSignature, EtapeCircuit, PassageCircuit
from jalon.parcours.contrats.models.contrats import Contrat, Engagement, Objectif, VersionContrat
from jalon.parcours.contrats.models.signatures import CodeSignature, PieceContrat, Signature

__all__ = [
    "CodeSignature",
    "Contrat",
    "ConventionSignature",
    "Engagement",
    "EtapeCircuit",
    "Objectif",
    "PassageCircuit",
    "PieceContrat",
    "Signature",
    "VersionContrat",
]

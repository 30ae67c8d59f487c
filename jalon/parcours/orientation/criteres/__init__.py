"""Les critères des règles : ce qui se lit d'une personne, et comment une règle s'en sert."""

from jalon.parcours.orientation.criteres.catalogue import CATALOGUE, Critere, Nature, Operateur, verifier
from jalon.parcours.orientation.criteres.evaluation import RegleCompilee, compiler, remplit
from jalon.parcours.orientation.criteres.lecture import lire_valeurs

__all__ = [
    "CATALOGUE",
    "Critere",
    "Nature",
    "Operateur",
    "RegleCompilee",
    "compiler",
    "lire_valeurs",
    "remplit",
    "verifier",
]

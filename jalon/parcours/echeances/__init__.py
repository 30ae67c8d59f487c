"""Les horloges du parcours : un délai de la loi, d'une convention ou d'une règle locale, et où il en est."""

from jalon.parcours.echeances.calcul import Delai, Etat, Horloge, ajouter
from jalon.parcours.echeances.catalogue import CATALOGUE, horloge, horloges

__all__ = ["CATALOGUE", "Delai", "Etat", "Horloge", "ajouter", "horloge", "horloges"]

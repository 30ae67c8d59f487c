"""Une semaine du département inventé : recevoir, instruire, contractualiser, orienter, fixer, revoir.

Les tirages dépendent de la graine, du dossier de la personne et de la semaine, pas de l'ordre des requêtes.
"""

from __future__ import annotations

from collections import Counter

from jalon.demonstration.parcours import contrats, entree, manquements, suivi
from jalon.demonstration.parcours.temps import Temps


def jouer(temps: Temps) -> Counter[str]:
    """Joue la semaine ; chaque étape lit ce que les précédentes ont écrit. Rend les faits par nature."""
    faits: Counter[str] = Counter()
    faits["issues"] = suivi.recevoir(temps)
    faits["manquements"] = manquements.signaler(temps)
    faits["décisions"] = manquements.instruire(temps)
    faits["diagnostics"], faits["contrats"] = contrats.contractualiser(temps)
    faits["renouvellements"] = contrats.renouveler(temps)
    faits["notifications"] = entree.notifier(temps)
    faits["orientations"] = entree.orienter(temps)
    faits["annulations"] = suivi.manquer(temps)
    entree.ouvrir_l_agenda(temps)
    faits["rendez-vous"] = entree.fixer(temps)
    faits["suivis"], faits["relais"] = suivi.revoir(temps)
    return faits

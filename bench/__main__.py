"""`make bench` : chaque mesure à côté d'un étalon de la même exécution, imprimée en rapport."""

from __future__ import annotations

import importlib
import sys

MESURES = tuple(
    "lecture flux regles editions pages recherche chargement orientation rendezvous listes messages "
    "indicateurs".split()
)


def principale(choix: list[str]) -> int:
    """Lance les mesures demandées (toutes par défaut) et imprime une ligne par résultat."""
    inconnues = sorted(set(choix) - set(MESURES))
    if inconnues:
        print(f"Mesure inconnue : {', '.join(inconnues)}. Choix : {', '.join(MESURES)}.", file=sys.stderr)
        return 2
    for nom in choix or MESURES:
        print(f"\n== {nom}")
        importlib.import_module(f"bench.{nom}").mesurer()
    return 0


if __name__ == "__main__":
    sys.exit(principale(sys.argv[1:]))

"""Les freins d'un exercice, comptés d'une action à l'autre."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from jalon.pilotage.bilans.models import FicheBilan
from jalon.pilotage.programmes.models import Exercice, PlaceAction, Programme
from jalon.pilotage.programmes.selectors import places_de


@dataclass(slots=True)
class FreinPartage:
    """Un frein et les actions de l'exercice qui le rencontrent, dans l'ordre du programme."""

    libelle: str
    places: list[PlaceAction] = field(default_factory=list)


def freins_partages(programme: Programme, exercice: Exercice) -> list[FreinPartage]:
    """Les freins de l'exercice, le plus partagé d'abord. Deux requêtes en tout."""
    par_action: dict[UUID, list[str]] = defaultdict(list)
    rencontres = FicheBilan.objects.filter(exercice=exercice, freins__isnull=False)
    for action, libelle in rencontres.values_list("action_id", "freins__libelle"):
        par_action[action].append(libelle)
    freins: dict[str, FreinPartage] = {}
    for place in places_de(programme, exercice):
        for libelle in par_action.get(place.action_id, ()):
            freins.setdefault(libelle, FreinPartage(libelle)).places.append(place)
    return sorted(freins.values(), key=lambda frein: (-len(frein.places), frein.libelle.casefold()))

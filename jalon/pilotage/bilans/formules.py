"""Les formules des annexes : celles qui sont proposées, celles qu'une personne a confirmées."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from jalon.mesure.chiffres.formules import series_de
from jalon.pilotage.bilans.tableaux import titres_des_series
from jalon.pilotage.programmes.models import LigneAnnexe, PlaceAction, Programme, SerieAction


@dataclass(frozen=True, slots=True)
class LigneAFormule:
    """Une ligne d'annexe et les indicateurs que sa formule additionne, tels que les fiches les écrivent."""

    ligne: LigneAnnexe
    termes: tuple[str, ...]


def lignes_a_formule(programme: Programme, *, confirmees: bool) -> list[LigneAFormule]:
    """Les lignes dont la formule est confirmée, ou seulement proposée ; dans l'ordre des annexes."""
    lignes = (
        LigneAnnexe.objects.filter(mesure__programme=programme, confirmee_le__isnull=not confirmees)
        .exclude(formule={})
        .select_related("mesure", "confirmee_par")
        .order_by("mesure__ordre", "ordre")
    )
    series = {ligne.pk: series_de(ligne.formule) for ligne in lignes}
    titres = titres_des_series(programme, {cle for cles in series.values() for cle in cles})
    return [
        LigneAFormule(ligne, tuple(titres[cle][0] for cle in series[ligne.pk] if cle in titres))
        for ligne in lignes
    ]


def series_a_additionner(programme: Programme) -> list[tuple[str, list[tuple[str, str]]]]:
    """Les indicateurs des fiches, par action, tels qu'un choix les montre. Deux requêtes."""
    liens: dict[UUID, list[tuple[str, str]]] = {}
    series = SerieAction.objects.filter(action__programme=programme).order_by("rang_tableau", "ordre", "id")
    for action, serie, libelle in series.values_list("action_id", "serie_id", "libelle"):
        liens.setdefault(action, []).append((str(serie), libelle))
    places = PlaceAction.objects.filter(programme=programme).order_by("axe__ordre", "ordre", "id")
    titres: dict[UUID, str] = {}
    for place in places:
        titres.setdefault(place.action_id, str(place))
    return [(titre, liens[action]) for action, titre in titres.items() if action in liens]

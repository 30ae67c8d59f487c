"""L'histoire telle que Jalon la connaissait un jour : les seuls fichiers produits jusque-là, rejoués.

La situation d'un jour passé change quand une source la corrige après coup. Un instantané (un état au 31
décembre, ce qu'un agent avait sous les yeux) demande ce qui était su, pas ce qui est vrai.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from uuid import UUID

from django.utils import timezone

from jalon.parcours.personnes.connus import foyers_connus, versions_observees
from jalon.parcours.personnes.emballage import deballer
from jalon.parcours.personnes.histoire import Serie, rejouer
from jalon.parcours.personnes.models import Foyer
from jalon.parcours.personnes.observations import ObservationFoyer

Relire = Callable[[bytes], ObservationFoyer]
Series = dict[str, dict[UUID, Serie]]


def series_connues(foyers: Iterable[Foyer], jour: date, relire: Relire) -> tuple[Series, Series]:
    """Séries des foyers, puis de leurs membres, d'après ce qui avait été transmis ce jour-là.

    `relire` refait une observation d'un dossier gardé. Les dossiers gardés ne se lisent qu'avec les droits
    d'un gestionnaire du département : pour un autre compte, tout est vide.
    """
    liste = list(foyers)
    vues = versions_observees([foyer.pk for foyer in liste])
    du_foyer: Series = defaultdict(dict)
    des_membres: Series = defaultdict(dict)
    for departement in {foyer.departement for foyer in liste}:
        numeros = [foyer.numero for foyer in liste if foyer.departement == departement]
        for connu in foyers_connus(departement, numeros).values():
            sues = [
                (vue.instant, vue.chargement, relire(deballer(vue.contenu)))
                for vue in vues.get(connu.id, ())
                if timezone.localdate(vue.instant.cree_le) <= jour
            ]
            histoire = rejouer(connu.histoire.membres, sues)
            for nom, serie in histoire.series.items():
                du_foyer[nom][connu.id] = serie
            for membre in histoire.membres:
                for nom, serie in membre.series.items():
                    des_membres[nom][membre.id] = serie
    return du_foyer, des_membres

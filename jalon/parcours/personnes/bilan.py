"""Ce qui se déduit d'un chargement entier : périmètres, épisodes, et le rapport qui dit ce qui a changé."""

from __future__ import annotations

from datetime import date
from operator import attrgetter
from typing import Any

from django.db import connection

from jalon.parcours.personnes.changements import LIGNES
from jalon.parcours.personnes.enums import ETATS_OUVERTS, NatureChangement
from jalon.parcours.personnes.episodes import recalculer_episodes
from jalon.parcours.personnes.integration import Integration
from jalon.socle.base.cles import en_tableau

TAILLE = 50000
SEUIL_MESURE, PART_MESURE = 500, 0.1
"""Dossiers nouveaux, en nombre et en part du fichier, au-delà desquels les tables se mesurent avant la suite.

En deçà, elles n'ont pas changé d'allure : les mesurer coûterait le dixième d'un mois ordinaire.
"""


def cloturer(
    integration: Integration, *, annonces: int, lus: int, rejets: int, complet: bool
) -> dict[str, Any]:
    """Périmètres et épisodes des personnes touchées, puis le rapport du chargement.

    `complet` : le fichier porte tout le stock ; un dossier ouvert qui n'y est plus est signalé, pas fermé.
    """
    touchees = sorted(integration.touchees, key=attrgetter("int"))
    if integration.comptes["nouveaux"] > max(SEUIL_MESURE, PART_MESURE * lus):
        with connection.cursor() as curseur:
            curseur.execute("SELECT jalon_mesurer_dossiers()")
    entrees = sorties = corriges = retires = 0
    for debut in range(0, len(touchees), TAILLE):
        tranche = touchees[debut : debut + TAILLE]
        with connection.cursor() as curseur:
            curseur.execute("SELECT jalon_recalculer_perimetres(%s::uuid[])", [en_tableau(tranche)])
        bilan = recalculer_episodes(tranche)
        entrees += bilan.entrees
        sorties += bilan.sorties
        corriges += bilan.corriges
        retires += bilan.retires
    chargement = integration.chargement
    comptes = integration.comptes
    comptes.update(foyers=lus - rejets - comptes["doublons"], rejets=rejets)
    comptes.update(
        entrees=entrees,
        sorties=sorties,
        episodes_corriges=corriges,
        episodes_retires=retires,
        personnes_nouvelles=len(integration.nouvelles),
    )
    stock = _stock(chargement.pk, chargement.instant.jour)
    if complet:
        comptes["absents"] = _noter_absents(chargement.pk, chargement.instant.jour)
    return {
        "comptes": dict(comptes),
        "annonces": annonces,
        "lus": lus,
        "stock": stock,
        "rapproche": lus == annonces and sum(stock.values()) + rejets + comptes["doublons"] == lus,
    }


def cloturer_rejeu(integration: Integration) -> None:
    """Ce qui se déduit d'un dossier rejoué ; ce qu'il change se compte au rapport de son fichier."""
    cloturer(integration, annonces=1, lus=1, rejets=0, complet=False)
    chargement = integration.chargement
    dits = chargement.rapport["comptes"]
    for ligne in LIGNES:
        dits[ligne] = dits.get(ligne, 0) + integration.comptes[ligne]
    chargement.save(update_fields=["rapport"])


_ETAT_AU = """
LEFT JOIN LATERAL (
    SELECT etat FROM parcours_personnes_etatdroit
     WHERE foyer_id = vu.foyer_id AND a_compter_du <= %(jour)s ORDER BY a_compter_du DESC LIMIT 1
) e ON true
"""


def _stock(chargement: int, jour: date) -> dict[str, int]:
    """Dossiers du fichier, par état en vigueur dans la base ce jour-là ; « ? » si aucun n'est connu."""
    with connection.cursor() as curseur:
        curseur.execute(
            f"SELECT coalesce(e.etat, '?'), count(*) FROM parcours_personnes_observationdossier vu {_ETAT_AU}"
            " WHERE vu.chargement_id = %(chargement)s GROUP BY 1 ORDER BY 1",
            {"jour": jour, "chargement": chargement},
        )
        return dict(curseur.fetchall())


def _noter_absents(chargement: int, jour: date) -> int:
    """Note les dossiers ouverts dans la base que le fichier complet ne montre pas ; rend leur nombre."""
    with connection.cursor() as curseur:
        curseur.execute(
            "INSERT INTO parcours_personnes_changementdossier"
            " (chargement_id, foyer_id, nature, role, a_compter_du, avant, apres)"
            " SELECT %(chargement)s, vu.foyer_id, %(nature)s, '', %(jour)s, e.etat, ''"
            " FROM (SELECT id AS foyer_id FROM parcours_personnes_foyer"
            " EXCEPT SELECT foyer_id FROM parcours_personnes_observationdossier"
            f" WHERE chargement_id = %(chargement)s) vu {_ETAT_AU} WHERE e.etat = ANY (%(ouverts)s)",
            {
                "jour": jour,
                "chargement": chargement,
                "nature": NatureChangement.ABSENT.value,
                "ouverts": [str(etat) for etat in ETATS_OUVERTS],
            },
        )
        return int(curseur.rowcount)

"""Les périodes d'une tendance : chacune se calcule seule, comme sa propre page.

Une coupe par mois irait plus vite et dirait autre chose : le mois où l'horloge d'un contrat part n'est pas
celui de l'entrée que la période retient.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.utils import timezone

from jalon.mesure.chiffres.calcul import Demande, Resultat
from jalon.mesure.chiffres.enums import Statut
from jalon.mesure.chiffres.memoire import valeurs_de
from jalon.mesure.indicateurs.declaration import Declaration, Genre
from jalon.mesure.indicateurs.moteurs import Moteur


def sur(demande: Demande, du: date, au: date) -> Demande:
    """La même demande sur une autre période, sans relire les délais."""
    aujourdhui = timezone.localdate()
    arrete = min(aujourdhui, au) if demande.declaration.arret_a_la_fin else aujourdhui
    return replace(demande, du=du, au=au, arrete_au=arrete)


def vide(declaration: Declaration) -> Resultat:
    """Une case où il n'y a personne : zéro pour un nombre, rien pour un rapport."""
    if declaration.genre in (Genre.COMPTE, Genre.DISTINCT):
        return Resultat({}, Decimal(0), 0, 0 if declaration.part_de else None, Statut.COMPTE, 0, 0)
    return Resultat({}, None, None, 0, Statut.NON_CALCULABLE, 0, 0)


def calculer(demandes: Sequence[Demande], moteur: Moteur) -> list[list[Resultat]]:
    """Les valeurs de chaque demande ; celle dont aucun délai n'est en vigueur n'est pas calculable."""
    try:
        return valeurs_de(demandes, moteur)
    except ValueError:
        return [_une(demande, moteur) for demande in demandes]


def _une(demande: Demande, moteur: Moteur) -> list[Resultat]:
    try:
        return valeurs_de([demande], moteur)[0]
    except ValueError:
        return [] if demande.par else [Resultat({}, None, None, 0, Statut.NON_CALCULABLE, 0, 0)]

"""Ce que les écrans de la mesure partagent : l'indicateur demandé, qui lit quoi."""

from __future__ import annotations

from django.http import Http404

from jalon.mesure.indicateurs.catalogue import IndicateurInconnu, catalogue, declaration
from jalon.mesure.indicateurs.declaration import Declaration
from jalon.socle.acces.enums import ROLES_DOSSIERS, ROLES_PROGRAMMES

LECTEURS = (*ROLES_PROGRAMMES, *ROLES_DOSSIERS)
FAMILLES = {
    "calpae": "Convention d'appui à la lutte contre la pauvreté (CALPAE)",
    "charge": "Charge des référents et des structures",
    "loi": "Délais de la loi",
    "oarsa": "Enquête de la DREES",
    "pdi": "Programme départemental d'insertion",
    "rdvi": "Rendez-vous",
}
"""Début d'un code → ce que ces indicateurs ont en commun."""


def familles() -> list[tuple[str, str, list[Declaration]]]:
    """Le catalogue par famille : début des codes, nom, déclarations."""
    par_debut: dict[str, list[Declaration]] = {}
    for une in catalogue():
        par_debut.setdefault(une.code.split(".")[0], []).append(une)
    return [(debut, FAMILLES.get(debut, debut.capitalize()), siennes) for debut, siennes in par_debut.items()]


def indicateur_demande(code: str) -> Declaration:
    """La déclaration de ce code. Lève `Http404`."""
    try:
        return declaration(code)
    except IndicateurInconnu as erreur:
        raise Http404("Cet indicateur n'existe pas, ou n'existe plus.") from erreur

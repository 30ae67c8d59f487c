"""Ce que les écrans de la mesure partagent : l'indicateur demandé, qui lit quoi."""

from __future__ import annotations

from django.http import Http404

from jalon.mesure.indicateurs.catalogue import IndicateurInconnu, declaration
from jalon.mesure.indicateurs.declaration import RAISONS, Declaration, Situation
from jalon.socle.acces.enums import ROLES_DOSSIERS, ROLES_PROGRAMMES

LECTEURS = (*ROLES_PROGRAMMES, *ROLES_DOSSIERS)
SITUATIONS = {
    Situation.COMPTE: "comptés",
    Situation.RESTE: "au dénominateur, non comptés",
    Situation.PAS_ENCORE: "pas encore",
    Situation.ECARTE: "hors de la population",
}


def indicateur_demande(code: str) -> Declaration:
    """La déclaration de ce code. Lève `Http404`."""
    try:
        return declaration(code)
    except IndicateurInconnu as erreur:
        raise Http404("Cet indicateur n'existe pas, ou n'existe plus.") from erreur


def expliquer(raison: str) -> str:
    """Ce qu'une raison dit."""
    return RAISONS.get(raison, raison)

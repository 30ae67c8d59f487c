"""Rejouer une ligne ou un dossier écarté, quelle que soit la source qui l'a montré."""

from __future__ import annotations

from collections.abc import Callable

from jalon.parcours.personnes.enums import Source
from jalon.parcours.personnes.models import Rejet
from jalon.socle.acces.models import Compte
from jalon.sources.extraits import chargement as extraits
from jalon.sources.flux_cnaf import rejets as flux
from jalon.sources.france_travail import rejets as france_travail
from jalon.sources.tableurs import chargement as tableurs

REJOUER: dict[str, Callable[..., str]] = {
    Source.FLUX_MENSUEL: flux.rejouer_rejet,
    Source.FLUX_QUOTIDIEN: flux.rejouer_rejet,
    Source.FRANCE_TRAVAIL: france_travail.rejouer_rejet,
    Source.TABLEUR: tableurs.rejouer_rejet,
    Source.EXTRAIT: extraits.rejouer_rejet,
}


def rejouer_rejet(*, rejet: Rejet, acteur: Compte) -> str:
    """Reprend un rejet tel quel et rend ce qui s'est passé. Lève `ValidationError` s'il ne se lit toujours
    pas."""
    return REJOUER[rejet.chargement.source](rejet=rejet, acteur=acteur)

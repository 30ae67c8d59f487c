"""Ce que les écrans du suivi partagent : la personne demandée, les filtres de la chaîne de requête."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest

from jalon.parcours.personnes.models import Personne
from jalon.parcours.personnes.selectors.suivies import personnes_suivies
from jalon.parcours.suivi.selectors import Filtres, collegues_de
from jalon.socle.acces.enums import Role
from jalon.web.requetes import lire_cle

ENCADRENT = frozenset({Role.GESTIONNAIRE_DROITS, Role.AGENT_ORIENTATION, Role.RESPONSABLE_STRUCTURE})
"""Rôles qui voient la charge de chacun et la limitent."""
INTROUVABLE = "Ce dossier n'existe pas, ou il n'est pas dans votre périmètre."


def personne_demandee(cle: UUID) -> Personne:
    """La personne du périmètre, sans rien de son NIR. Lève `Http404`."""
    try:
        return Personne.objects.defer("nir_chiffre", "nir_cle", "trigrammes").get(pk=cle, effacee_le=None)
    except Personne.DoesNotExist as erreur:
        raise Http404(INTROUVABLE) from erreur


def choix_referents(request: HttpRequest, *, sauf: UUID | None = None) -> dict[str, Any]:
    """Les référents à qui confier, avec leur charge pour qui les encadre ; options de `FormulaireRelais`."""
    referents = collegues_de(request.user).exclude(pk=sauf)
    if not request.roles & ENCADRENT:
        return {"referents": referents}
    cles = list(referents.values_list("pk", flat=True))
    return {"referents": referents, "suivies": personnes_suivies(cles, request.user)}


def filtres_demandes(request: HttpRequest) -> Filtres:
    """Territoire, commune, structure, référent ; ce qui ne se lit pas est ignoré."""
    lus = request.GET
    return Filtres(
        territoire=_code(lus.get("territoire", ""), 9),
        commune=_code(lus.get("commune", ""), 5),
        organisation=lire_cle(lus.get("structure", "")),
        referent=lire_cle(lus.get("referent", "")),
    )


def _code(texte: str, longueur: int) -> str:
    return texte if texte.isalnum() and len(texte) <= longueur else ""

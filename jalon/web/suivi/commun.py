"""Ce que les écrans du suivi partagent : la personne demandée, les filtres de la chaîne de requête."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest

from jalon.parcours.personnes.models import Personne
from jalon.parcours.suivi.selectors import Filtres
from jalon.web.requetes import lire_cle

INTROUVABLE = "Ce dossier n'existe pas, ou il n'est pas dans votre périmètre."


def personne_demandee(cle: UUID) -> Personne:
    """La personne du périmètre, sans rien de son NIR. Lève `Http404`."""
    try:
        return Personne.objects.defer("nir_chiffre", "nir_cle", "trigrammes").get(pk=cle, effacee_le=None)
    except Personne.DoesNotExist as erreur:
        raise Http404(INTROUVABLE) from erreur


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

"""Ce que partagent les écrans des contrats : trouver un contrat, dire un refus, rendre un fichier."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from jalon.parcours.contrats import selectors
from jalon.parcours.contrats.models import Contrat
from jalon.parcours.personnes.models import Personne
from jalon.socle.acces.models import Compte
from jalon.socle.pieces.models import Piece
from jalon.socle.pieces.selectors import octets_de

INTROUVABLE = "Ce contrat n'existe pas, ou la personne n'est pas dans votre périmètre."


def contrat_de(cle: UUID, lecteur: Compte) -> Contrat:
    """Contrat du périmètre. Lève `Http404` sinon."""
    try:
        return selectors.contrat_par_id(cle, lecteur)
    except Contrat.DoesNotExist as erreur:
        raise Http404(INTROUVABLE) from erreur


def dossier_de(cle: UUID, lecteur: Compte) -> selectors.DossierContrat:
    """Tout un contrat du périmètre. Lève `Http404` sinon."""
    try:
        return selectors.dossier_contrat(cle, lecteur)
    except Contrat.DoesNotExist as erreur:
        raise Http404(INTROUVABLE) from erreur


def personne_de(cle: UUID) -> Personne:
    """Personne du périmètre, sans ses secrets. Lève `Http404` sinon."""
    try:
        return Personne.objects.defer("nir_chiffre", "nir_cle", "trigrammes").get(pk=cle, effacee_le=None)
    except Personne.DoesNotExist as erreur:
        raise Http404("Ce dossier n'existe pas, ou il n'est pas dans votre périmètre.") from erreur


def dire(request: HttpRequest, erreur: ValidationError) -> None:
    """Les refus d'un service, chacun en message de la page suivante."""
    for message in erreur.messages:
        messages.error(request, message)


def fichier(octets: bytes, nom: str, type_mime: str, *, joint: bool = True) -> HttpResponse:
    reponse = HttpResponse(octets, content_type=type_mime)
    reponse["Content-Disposition"] = content_disposition_header(joint, nom)
    reponse["Cache-Control"] = "no-store"
    return reponse


def piece_en_fichier(piece: Piece) -> HttpResponse:
    return fichier(octets_de(piece), piece.nom, piece.type_mime)

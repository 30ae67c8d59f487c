"""Ce que les écrans d'orientation partagent : qui les ouvre, et comment ils trouvent leurs objets."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse

from jalon.parcours.orientation import selectors
from jalon.parcours.orientation.models import Diagnostic, JeuRegles, Orientation, Proposition, Regle
from jalon.parcours.personnes.models import Personne
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_DOSSIERS, Role
from jalon.socle.journal.lectures import noter_lecture
from jalon.socle.territoire.models import Epci

ORIENTENT = (Role.AGENT_ORIENTATION, Role.GESTIONNAIRE_DROITS)
orientation_seule = autorise(*ORIENTENT)
lecture_dossiers = autorise(*ROLES_DOSSIERS)
ANNEES = range(1990, 2101)
"""Années où une période peut se demander."""
INTROUVABLE = "Ce dossier n'existe pas, ou il n'est pas dans votre périmètre."


def ecriture_regles(vue: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Les règles valent pour tout le département : un agent d'un seul territoire les lit sans les écrire."""

    @autorise(*ORIENTENT)
    @wraps(vue)
    def controlee(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not selectors.fixe_regles(request.user):
            raise PermissionDenied("Les règles s'écrivent avec un périmètre de tout le département.")
        return vue(request, *args, **kwargs)

    return controlee


def dossier_de(request: HttpRequest, cle: UUID) -> selectors.DossierOrientation:
    """Le dossier d'orientation d'une personne ; l'ouvrir se note au journal des lectures."""
    try:
        dossier = selectors.dossier_orientation(cle, request.user)
    except Personne.DoesNotExist as erreur:
        raise Http404(INTROUVABLE) from erreur
    noter_lecture(request.user, cle, "orientation")
    return dossier


def orientation_de(request: HttpRequest, cle: UUID) -> Orientation:
    """Une orientation du périmètre ; l'ouvrir se note."""
    try:
        orientation = selectors.orientation_par_id(cle, request.user)
    except Orientation.DoesNotExist as erreur:
        raise Http404(INTROUVABLE) from erreur
    noter_lecture(request.user, orientation.personne_id, "orientation")
    return orientation


def proposition_de(request: HttpRequest, cle: UUID) -> Proposition:
    try:
        proposition = selectors.proposition_par_id(cle, request.user)
    except Proposition.DoesNotExist as erreur:
        raise Http404(INTROUVABLE) from erreur
    noter_lecture(request.user, proposition.personne_id, "orientation")
    return proposition


def diagnostic_de(request: HttpRequest, cle: UUID) -> Diagnostic:
    try:
        diagnostic = selectors.diagnostic_par_id(cle, request.user)
    except Diagnostic.DoesNotExist as erreur:
        raise Http404(INTROUVABLE) from erreur
    noter_lecture(request.user, diagnostic.personne_id, "diagnostic")
    return diagnostic


def jeu_de(request: HttpRequest, cle: UUID) -> JeuRegles:
    try:
        return selectors.jeu_par_id(cle, request.user)
    except JeuRegles.DoesNotExist as erreur:
        raise Http404("Cette version des règles n'existe pas.") from erreur


def regle_de(request: HttpRequest, cle: UUID) -> Regle:
    try:
        return selectors.regle_par_id(cle, request.user)
    except Regle.DoesNotExist as erreur:
        raise Http404("Cette règle n'existe pas.") from erreur


def dire_refus(request: HttpRequest, erreur: ValidationError) -> None:
    """Montre le refus d'un service en haut de la page suivante."""
    messages.error(request, " ".join(erreur.messages))


def territoires() -> list[tuple[str, str]]:
    """Les intercommunalités, pour les filtres."""
    return list(Epci.objects.order_by("nom").values_list("code", "nom"))

"""Reprendre, abandonner, résilier ou continuer un contrat, faire une étape, suivre un engagement."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from jalon.parcours.contrats import services
from jalon.parcours.contrats.enums import MODIFIABLES, Suite
from jalon.parcours.contrats.models import Contrat, Engagement, PassageCircuit
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_DOSSIERS
from jalon.web.contrats.commun import INTROUVABLE, contrat_de, dire
from jalon.web.contrats.forms import (
    FormulaireArret,
    FormulaireEtape,
    FormulaireResiliation,
    FormulaireSuivi,
)
from jalon.web.formulaires import Formulaire, envoye, reporter_erreurs, une_seule_fois


@autorise(*ROLES_DOSSIERS)
@require_POST
@une_seule_fois
def reprendre(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Rouvre un contrat soumis pour le corriger."""
    contrat = contrat_de(cle, request.user)
    try:
        services.reprendre_contrat(contrat=contrat, acteur=request.user)
    except ValidationError as erreur:
        dire(request, erreur)
        return redirect("contrat", cle=cle)
    messages.info(request, "Le contrat est rouvert. Il faudra le soumettre et le signer de nouveau.")
    return redirect("contrat_rediger", cle=cle)


@autorise(*ROLES_DOSSIERS)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def abandonner(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Renonce à un contrat pas encore signé, en disant pourquoi."""
    return _arreter(request, cle, FormulaireArret(envoye(request)), services.abandonner_contrat, "abandonner")


@autorise(*ROLES_DOSSIERS)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def resilier(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Arrête un contrat signé avant sa fin."""
    form = FormulaireResiliation(envoye(request), initial={"dernier_jour": timezone.localdate()})
    return _arreter(request, cle, form, services.resilier_contrat, "resilier")


@autorise(*ROLES_DOSSIERS)
@require_POST
@une_seule_fois
def suite(request: HttpRequest, cle: UUID, suite: str) -> HttpResponse:
    """Ouvre le contrat qui suit, renouvellement ou révision ; d'une révision en préparation, fait l'autre."""
    if suite not in Suite.values:
        raise Http404("Un contrat se renouvelle ou se révise.")
    contrat = contrat_de(cle, request.user)
    try:
        if suite == Suite.RENOUVELLEMENT and contrat.etat in MODIFIABLES:
            services.renouveler_plutot(contrat=contrat, acteur=request.user)
            messages.success(
                request, "C'est maintenant un renouvellement : vérifiez ses dates, puis soumettez."
            )
            return redirect("contrat_rediger", cle=cle)
        suivant = services.continuer_contrat(contrat=contrat, suite=suite, acteur=request.user)
    except ValidationError as erreur:
        dire(request, erreur)
        return redirect("contrat", cle=cle)
    messages.success(request, "Les engagements qui restent à tenir sont repris : complétez, puis soumettez.")
    return redirect("contrat_rediger", cle=suivant.pk)


@autorise(*ROLES_DOSSIERS)
@require_POST
@une_seule_fois
def etape(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Répond à une étape du circuit."""
    passage = _visible(PassageCircuit, cle)
    form = FormulaireEtape(request.POST, nature=passage.nature)
    if not form.is_valid():
        messages.error(request, "Choisissez votre réponse.")
        return redirect("contrat", cle=passage.contrat_id)
    try:
        services.franchir_etape(
            passage=passage,
            resultat=form.cleaned_data["resultat"],
            texte=form.cleaned_data["texte"],
            acteur=request.user,
        )
        messages.success(request, f"« {passage.libelle} » : c'est noté.")
    except ValidationError as erreur:
        dire(request, erreur)
    return redirect("contrat", cle=passage.contrat_id)


@autorise(*ROLES_DOSSIERS)
@require_POST
@une_seule_fois
def engagement(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Dit où en est un engagement."""
    clause = _visible(Engagement, cle)
    form = FormulaireSuivi(request.POST)
    if form.is_valid():
        try:
            services.suivre_engagement(engagement=clause, etat=form.cleaned_data["etat"], acteur=request.user)
            messages.success(request, "C'est noté.")
        except ValidationError as erreur:
            dire(request, erreur)
    return redirect("contrat", cle=clause.contrat_id)


def _arreter(
    request: HttpRequest, cle: UUID, form: Formulaire, service: Callable[..., Contrat], geste: str
) -> HttpResponse:
    contrat = contrat_de(cle, request.user)
    if form.is_bound and form.is_valid():
        donnees = {nom: valeur for nom, valeur in form.cleaned_data.items() if nom != "envoi"}
        try:
            service(contrat=contrat, acteur=request.user, **donnees)
            messages.info(request, "C'est fait. Le contrat reste dans le dossier, avec son motif.")
            return redirect("contrat", cle=cle)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    contexte = {"contrat": contrat, "form": form, "abandon": geste == "abandonner"}
    return render(request, "contrats/arreter.html", contexte, status=422 if form.is_bound else 200)


def _visible(modele: type, cle: UUID) -> object:
    """L'objet d'un contrat du périmètre. Lève `Http404` sinon."""
    try:
        return modele.objects.select_related("contrat").get(pk=cle)
    except modele.DoesNotExist as erreur:
        raise Http404(INTROUVABLE) from erreur

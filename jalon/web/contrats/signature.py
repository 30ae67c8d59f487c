"""Faire signer : envoyer le lien, signer à l'écran, joindre le papier, signer pour l'organisme."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from jalon.parcours.contrats import services
from jalon.parcours.contrats.enums import EtatContrat
from jalon.parcours.contrats.models import Contrat
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_DOSSIERS
from jalon.socle.journal.lectures import noter_lecture
from jalon.web.contrats.commun import contrat_de, dire, dossier_de
from jalon.web.contrats.forms import (
    FormulaireEcran,
    FormulaireEmpreinte,
    FormulaireLien,
    FormulairePapier,
)
from jalon.web.formulaires import Formulaire, reporter_erreurs, une_seule_fois


@autorise(*ROLES_DOSSIERS)
@require_GET
def signer(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Les façons de signer ce contrat, et le contrat à relire."""
    contrat = contrat_de(cle, request.user)
    if contrat.etat not in (EtatContrat.A_SIGNER, EtatContrat.PROPOSE):
        messages.info(request, "Ce contrat n'est pas à signer.")
        return redirect("contrat", cle=cle)
    noter_lecture(request.user, contrat.personne_id, "contrat")
    return _page(request, contrat)


@autorise(*ROLES_DOSSIERS)
@require_POST
@une_seule_fois
def par_lien(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Envoie à la personne le lien qui lui fait lire et signer."""
    contrat = contrat_de(cle, request.user)
    form = FormulaireLien(request.POST, canaux=services.canaux_de(contrat.personne_id), auto_id="lien_%s")
    if form.is_valid():
        try:
            services.inviter(contrat=contrat, canal=form.cleaned_data["canal"], acteur=request.user)
            messages.success(request, "Le lien est parti. La personne demandera son code en signant.")
            return redirect("contrat", cle=cle)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    return _page(request, contrat, form_lien=form)


@autorise(*ROLES_DOSSIERS)
@require_POST
@une_seule_fois
def a_l_ecran(request: HttpRequest, cle: UUID) -> HttpResponse:
    """La personne signe devant l'agent."""
    contrat = contrat_de(cle, request.user)
    form = FormulaireEcran(request.POST, auto_id="ecran_%s")
    return _signer(
        request,
        contrat,
        form,
        "form_ecran",
        lambda lu: services.signer_a_l_ecran(
            contrat=contrat,
            empreinte=lu["empreinte"],
            moyen_identite=lu["moyen_identite"],
            relu=lu["relu"],
            ip=request.META.get("REMOTE_ADDR", ""),
            acteur=request.user,
        ),
    )


@autorise(*ROLES_DOSSIERS)
@require_POST
@une_seule_fois
def sur_papier(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Joint l'exemplaire signé à la main."""
    contrat = contrat_de(cle, request.user)
    form = FormulairePapier(request.POST, request.FILES, auto_id="papier_%s")
    return _signer(
        request,
        contrat,
        form,
        "form_papier",
        lambda lu: services.signer_sur_papier(
            contrat=contrat,
            empreinte=lu["empreinte"],
            nom_fichier=lu["fichier"].name,
            contenu=lu["fichier"].read(),
            moyen_identite=lu["moyen_identite"],
            avec_organisme=lu["avec_organisme"],
            acteur=request.user,
        ),
    )


@autorise(*ROLES_DOSSIERS)
@require_POST
@une_seule_fois
def pour_l_organisme(request: HttpRequest, cle: UUID) -> HttpResponse:
    """L'organisme signe, par délégation ou par convention."""
    contrat = contrat_de(cle, request.user)
    form = FormulaireEmpreinte(request.POST, auto_id="organisme_%s")
    return _signer(
        request,
        contrat,
        form,
        "form_organisme",
        lambda lu: services.signer_pour_organisme(
            contrat=contrat,
            empreinte=lu["empreinte"],
            ip=request.META.get("REMOTE_ADDR", ""),
            acteur=request.user,
        ),
    )


def _signer(
    request: HttpRequest,
    contrat: Contrat,
    form: Formulaire,
    nom: str,
    geste: Callable[[dict], Contrat],
) -> HttpResponse:
    if form.is_valid():
        try:
            signe = geste(form.cleaned_data)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
        else:
            fini = signe.etat == EtatContrat.SIGNE
            messages.success(request, "Le contrat est signé." if fini else "La signature est enregistrée.")
            return redirect("contrat", cle=contrat.pk)
    if contrat.etat != EtatContrat.A_SIGNER:
        dire(request, ValidationError([m for _, _, m in form.erreurs_resumees()]))
        return redirect("contrat", cle=contrat.pk)
    return _page(request, contrat, **{nom: form})


def _page(request: HttpRequest, contrat: Contrat, **refuses: Formulaire) -> HttpResponse:
    dossier = dossier_de(contrat.pk, request.user)
    lue = {"empreinte": dossier.version.empreinte if dossier.version else ""}
    canaux = services.canaux_de(contrat.personne_id)
    contexte = {
        "dossier": dossier,
        "contrat": dossier.contrat,
        "contenu": dossier.version.contenu if dossier.version else {},
        "a_signer": contrat.etat == EtatContrat.A_SIGNER,
        "manque_personne": "personne" in dossier.manque,
        "manque_organisme": "organisme" in dossier.manque,
        "form_lien": FormulaireLien(canaux=canaux, auto_id="lien_%s") if canaux else None,
        "form_ecran": FormulaireEcran(initial=lue, auto_id="ecran_%s"),
        "form_papier": FormulairePapier(initial=lue, auto_id="papier_%s"),
        "form_organisme": FormulaireEmpreinte(initial=lue, auto_id="organisme_%s"),
    } | refuses
    return render(request, "contrats/signer.html", contexte, status=422 if refuses else 200)

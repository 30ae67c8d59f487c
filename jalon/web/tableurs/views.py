"""Déposer un tableau, dire ce qu'il porte, voir ce qu'il donnerait, corriger, puis le charger."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from jalon.socle.taches.services import lancer_tache
from jalon.sources.chargements import FichierRefuse
from jalon.sources.tableurs.apercus import apercevoir_demande
from jalon.sources.tableurs.demandes import (
    FOYERS,
    FRANCE_TRAVAIL,
    Demande,
    enregistrer_demande,
    lire_demande,
)
from jalon.sources.tableurs.services import enregistrer_correspondance
from jalon.sources.tableurs.tasks import VERBE_CHARGER
from jalon.web.flux.commun import gestion
from jalon.web.flux.views import garder_depot
from jalon.web.formulaires import envoye, reporter_erreurs, une_seule_fois
from jalon.web.tableurs.forms import (
    FormulaireConfirmation,
    FormulaireCorrespondance,
    FormulaireDemande,
    FormulaireDepotTableur,
)


@gestion
@require_http_methods(["GET", "POST"])
@une_seule_fois
def tableur_depot(request: HttpRequest) -> HttpResponse:
    """Dépose un fichier, et rien d'autre : la suite ne peut plus le perdre."""
    form = FormulaireDepotTableur(envoye(request), request.FILES if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        fichier = form.cleaned_data["fichier"]
        try:
            cle = str(UUID(garder_depot(fichier)))
            enregistrer_demande(Demande(cle, str(request.user.pk), fichier.name))
        except OSError:
            form.add_error("fichier", "Le disque du serveur est plein : prévenez l'administrateur.")
        else:
            return redirect("tableur_demande", cle=cle)
    return render(request, "tableurs/depot.html", {"form": form}, status=422 if form.is_bound else 200)


@gestion
@require_http_methods(["GET", "POST"])
@une_seule_fois
def tableur_demande(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Ce que porte le fichier déposé."""
    demande = _demande(request, cle)
    form = FormulaireDemande(envoye(request), initial=_deja_dit(demande))
    if form.is_bound and form.is_valid():
        enregistrer_demande(form.appliquee(demande))
        return redirect("tableur_apercu", cle=cle)
    contexte = {"form": form, "demande": demande}
    return render(request, "tableurs/demande.html", contexte, status=422 if form.is_bound else 200)


@gestion
@require_http_methods(["GET", "POST"])
@une_seule_fois
def tableur_apercu(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Ce que le fichier donnerait ; corriger la correspondance, la garder, puis revoir ou charger."""
    demande = _demande(request, cle)
    if not demande.contenu:
        return redirect("tableur_demande", cle=cle)
    try:
        vus = apercevoir_demande(demande)
    except FichierRefuse as erreur:
        return render(request, "tableurs/apercu.html", {"demande": demande, "refus": str(erreur)})
    envoi = envoye(request)
    form = FormulaireConfirmation(envoi, demande=demande)
    tableaux = [(vu, FormulaireCorrespondance(envoi, vu=vu, plan=vu.plan) if vu.plan else None) for vu in vus]
    correspondances = [corrige for _, corrige in tableaux if corrige]
    if form.is_bound and all([form.is_valid(), *(corrige.is_valid() for corrige in correspondances)]):
        try:
            demande = _garder(request, demande, form, correspondances)
            return _suite(request, demande)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    contexte = {"demande": demande, "form": form, "tableaux": tableaux}
    return render(request, "tableurs/apercu.html", contexte, status=422 if form.is_bound else 200)


def _garder(
    request: HttpRequest,
    demande: Demande,
    form: FormulaireConfirmation,
    correspondances: list[FormulaireCorrespondance],
) -> Demande:
    """Enregistre les correspondances : au nom donné pour des foyers, à celui du logiciel pour un extrait."""
    nom = form.cleaned_data["nom"].strip() if demande.contenu == FOYERS else demande.contenu
    for corrigee in correspondances:
        enregistrer_correspondance(
            nom=nom,
            code_nature=corrigee.plan.nature.code,
            colonnes=corrigee.colonnes(),
            codes=corrigee.codes(),
            acteur=request.user,
        )
    if demande.contenu != FRANCE_TRAVAIL:
        demande = replace(
            demande,
            correspondance=nom if demande.contenu == FOYERS else "",
            disparitions=form.cleaned_data.get("disparitions", False),
        )
        enregistrer_demande(demande)
    return demande


def _suite(request: HttpRequest, demande: Demande) -> HttpResponse:
    if request.POST.get("suite") != "charger":
        return redirect("tableur_apercu", cle=demande.cle)
    return redirect("tache", cle=lancer_tache(VERBE_CHARGER, acteur=request.user, cle=demande.cle).pk)


def _demande(request: HttpRequest, cle: UUID) -> Demande:
    try:
        return lire_demande(str(cle), request.user)
    except FileNotFoundError as erreur:
        raise Http404("Ce fichier déposé n'existe plus : il est chargé, ou trop ancien.") from erreur


def _deja_dit(demande: Demande) -> dict[str, object]:
    """Ce qui a été dit à un passage précédent, pour revenir en arrière sans rien ressaisir."""
    if not demande.contenu:
        return {}
    champs = ("contenu", "nature", "departement", "correspondance", "complet")
    return {"jour": demande.decrit} | {champ: getattr(demande, champ) for champ in champs}

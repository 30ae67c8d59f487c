"""Les dossiers écartés d'un fichier : pourquoi, et quoi en faire."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jalon.parcours.personnes import selectors
from jalon.parcours.personnes.enums import EtatRejet
from jalon.parcours.personnes.models import Rejet
from jalon.socle.journal.lectures import noter_lecture
from jalon.sources.flux_cnaf.rejets import abandonner_rejet, xml_du_rejet
from jalon.sources.flux_cnaf.rejets import rejouer_rejet as flux_rejouer
from jalon.sources.rejets import rejouer_rejet
from jalon.web.exports import exporter
from jalon.web.flux.commun import PAR_PAGE, gestion
from jalon.web.flux.forms import FormulaireAbandon, FormulaireCorrection
from jalon.web.formulaires import envoye, reporter_erreurs, une_seule_fois

COLONNES = ("Fichier", "Ligne", "Numéro de demande", "Motif", "État", "Suite", "Traité par", "Traité le")


@gestion
@require_GET
def rejets(request: HttpRequest) -> HttpResponse:
    """Les dossiers rejetés, par état ; ceux à corriger d'abord."""
    etat = request.GET.get("etat", EtatRejet.A_CORRIGER)
    trouves = selectors.rejets(request.user, etat=etat)
    contexte = {
        "page": Paginator(trouves, PAR_PAGE).get_page(request.GET.get("page")),
        "etat": etat if etat in EtatRejet.values else "",
        "etats": EtatRejet.choices,
        "comptes": selectors.comptes_par_etat(request.user),
    }
    return render(request, "flux/rejets.html", contexte)


@gestion
@require_GET
def rejets_export(request: HttpRequest, format: str) -> HttpResponse:
    """Les rejets montrés, à envoyer à la caisse : numéro de demande, ligne et motif, aucun nom."""
    etat = request.GET.get("etat", EtatRejet.A_CORRIGER)
    lignes = (
        [
            rejet.chargement.nom_fichier,
            rejet.ligne,
            rejet.dossier,
            rejet.motif,
            rejet.get_etat_display(),
            rejet.suite,
            rejet.traite_par.nom if rejet.traite_par else "",
            rejet.traite_le,
        ]
        for rejet in selectors.rejets(request.user, etat=etat)
    )
    return exporter("rejets", COLONNES, lignes, format)


@gestion
@require_http_methods(["GET", "POST"])
@une_seule_fois
def rejet(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Un dossier rejeté : son motif, et l'abandon motivé."""
    ecarte = _rejet(request, cle)
    form = FormulaireAbandon(envoye(request))
    if form.is_bound and form.is_valid():
        try:
            abandonner_rejet(rejet=ecarte, motif=form.cleaned_data["motif"], acteur=request.user)
            messages.info(request, f"Le dossier {ecarte.dossier or 'sans numéro'} est abandonné.")
            return redirect("rejets")
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    contexte = {"rejet": ecarte, "form": form, "a_corriger": ecarte.etat == EtatRejet.A_CORRIGER}
    contexte["corrigible"] = xml_du_rejet(ecarte) is not None
    return render(request, "flux/rejet.html", contexte, status=422 if form.is_bound else 200)


@gestion
@require_http_methods(["GET", "POST"])
@une_seule_fois
def rejet_corriger(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Corrige le XML d'un dossier rejeté et le rejoue ; l'ouvrir est noté, comme celle d'un dossier."""
    ecarte = _rejet(request, cle)
    xml = xml_du_rejet(ecarte) if ecarte.etat == EtatRejet.A_CORRIGER else None
    if xml is None:
        raise Http404("Ce rejet n'est plus à corriger, ou ce qui en a été reçu ne se relit plus.")
    noter_lecture(request.user, cle, "rejet")
    form = FormulaireCorrection(envoye(request), initial={"xml": xml})
    if form.is_bound and form.is_valid():
        try:
            octets = form.cleaned_data["xml"].encode()
            messages.success(request, flux_rejouer(rejet=ecarte, acteur=request.user, octets=octets))
            return redirect("rejets")
        except ValidationError as erreur:
            form.add_error("xml", erreur.messages)
    contexte = {"rejet": ecarte, "form": form}
    return render(request, "flux/rejet_corriger.html", contexte, status=422 if form.is_bound else 200)


@gestion
@require_POST
@une_seule_fois
def rejet_rejouer(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Reprend le dossier avec les règles et les données d'aujourd'hui."""
    try:
        messages.success(request, rejouer_rejet(rejet=_rejet(request, cle), acteur=request.user))
        return redirect("rejets")
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
        return redirect("rejet", cle=cle)


def _rejet(request: HttpRequest, cle: UUID) -> Rejet:
    try:
        return selectors.rejet_par_id(cle, request.user)
    except Rejet.DoesNotExist as erreur:
        raise Http404("Ce rejet n'existe pas.") from erreur

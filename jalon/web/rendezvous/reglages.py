"""Décrire les motifs et les lieux."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from jalon.parcours.rendezvous import selectors, services
from jalon.socle.acces.autorisation import autorise
from jalon.web.formulaires import reporter_erreurs, une_seule_fois
from jalon.web.rendezvous.commun import PLANIFIENT
from jalon.web.rendezvous.forms import FormulaireLieu, FormulaireMotif

HORS_PERIMETRE = "Vous ne réglez que l'agenda de votre organisation."


@autorise(*sorted(PLANIFIENT))
@require_http_methods(["GET", "POST"])
@une_seule_fois
def reglages(request: HttpRequest) -> HttpResponse:
    """Les motifs et les lieux, et de quoi en ajouter."""
    quoi = request.POST.get("quoi") if request.method == "POST" else ""
    formulaires = {
        "motif": FormulaireMotif(request.POST if quoi == "motif" else None, prefix="motif"),
        "lieu": FormulaireLieu(request.POST if quoi == "lieu" else None, prefix="lieu"),
    }
    form = formulaires.get(quoi)
    if form is not None and form.is_valid() and _creer(request, quoi, form):
        return redirect("rendezvous_reglages")
    contexte = {
        "motifs": selectors.motifs(request.user),
        "lieux": selectors.lieux(request.user),
        "form_motif": formulaires["motif"],
        "form_lieu": formulaires["lieu"],
        "quoi": quoi,
    }
    return render(request, "rendezvous/reglages.html", contexte, status=422 if form is not None else 200)


def _creer(request: HttpRequest, quoi: str, form: FormulaireMotif | FormulaireLieu) -> bool:
    creer = services.creer_motif if quoi == "motif" else services.creer_lieu
    try:
        with transaction.atomic():
            creer(acteur=request.user, **form.champs())
    except ValidationError as erreur:
        reporter_erreurs(form, erreur)
        return False
    except ProgrammingError:  # la base tient le périmètre
        form.add_error("organisation", HORS_PERIMETRE)
        return False
    messages.success(request, "Ajouté.")
    return True

"""Qui lit les cercles réservés (santé, travail social) : l'administrateur ouvre et ferme, et ne lit rien."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.utils import ProgrammingError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from jalon.parcours.suivi import services
from jalon.parcours.suivi.models import AccesCercle, Cercle
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import Role
from jalon.web.formulaires import Formulaire, envoye, reporter_erreurs, une_seule_fois
from jalon.web.suivi.forms import FormulaireAcces


@autorise(Role.ADMINISTRATEUR)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def cercles(request: HttpRequest) -> HttpResponse:
    """Les cercles, les comptes qui lisent les réservés, et de quoi en ouvrir un."""
    form = FormulaireAcces(envoye(request))
    if form.is_bound and form.is_valid():
        lus = form.cleaned_data
        try:
            with transaction.atomic():
                services.ouvrir_cercle(
                    compte=lus["compte"], cercle=lus["cercle"], motif=lus["motif"], au=lus["au"],
                    acteur=request.user,
                )  # fmt: skip
            messages.success(request, f"{lus['compte']} lit le cercle « {lus['cercle']} ».")
            return redirect("cercles")
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
        except ProgrammingError:
            reporter_erreurs(form, ValidationError("Un administrateur ne s'ouvre pas un cercle à lui-même."))
    ouverts = AccesCercle.objects.exclude(periode__isempty=True).select_related("compte", "cercle")
    contexte = {
        "cercles": Cercle.objects.order_by("ordre"),
        "acces": ouverts.order_by("cercle__ordre", "compte__nom", "periode"),
        "form": form,
        "geste": Formulaire(),
        "aujourdhui": timezone.localdate(),
    }
    return render(request, "suivi/cercles.html", contexte, status=422 if form.is_bound else 200)


@autorise(Role.ADMINISTRATEUR)
@require_POST
@une_seule_fois
def cercle_fermer(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Ferme un accès tout de suite."""
    acces = get_object_or_404(AccesCercle, pk=cle)
    services.fermer_cercle(
        acces=acces, dernier_jour=timezone.localdate() - timedelta(days=1), acteur=request.user
    )
    messages.info(request, "L'accès est fermé.")
    return redirect("cercles")

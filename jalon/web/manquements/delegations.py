"""Qui signe au nom du président : accorder et retirer une délégation."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.delegations import accorder_delegation, retirer_delegation
from jalon.socle.acces.enums import Role, TypeActe
from jalon.socle.acces.models import Delegation
from jalon.web.formulaires import envoye, une_seule_fois
from jalon.web.manquements.forms_equipes import FormulaireDelegation, FormulaireRetraitDelegation

PAR_PAGE = 50


@autorise(Role.ADMINISTRATEUR)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def delegations(request: HttpRequest) -> HttpResponse:
    """Les délégations, en vigueur d'abord ; en accorde une."""
    form = FormulaireDelegation(envoye(request))
    if request.method == "POST" and form.is_valid() and _accorder(request, form):
        return redirect("delegations")
    toutes = Delegation.objects.select_related("compte").order_by("-periode", "pk")
    jour = timezone.localdate()
    page = Paginator(toutes, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {"page": page, "lignes": [(d, jour in d.periode) for d in page], "form": form}
    return render(request, "manquements/delegations.html", contexte, status=422 if form.is_bound else 200)


def _accorder(request: HttpRequest, form: FormulaireDelegation) -> bool:
    champs = {nom: form.cleaned_data[nom] for nom in ("compte", "qualite", "reference", "du", "au")}
    try:
        with transaction.atomic():
            accorder_delegation(
                type_acte=TypeActe(form.cleaned_data["type_acte"]), acteur=request.user, **champs
            )
    except IntegrityError:
        form.add_error("type_acte", "Ce compte a déjà cette délégation pendant cette période.")
        return False
    messages.success(request, "La délégation est accordée. Elle est dans le journal.")
    return True


@autorise(Role.ADMINISTRATEUR)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def delegation_retirer(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Met fin à une délégation."""
    trouvee = get_object_or_404(Delegation.objects.select_related("compte"), pk=cle)
    form = FormulaireRetraitDelegation(envoye(request))
    if request.method == "POST" and form.is_valid():
        retirer_delegation(
            delegation=trouvee, acteur=request.user, dernier_jour=form.cleaned_data["dernier_jour"]
        )
        messages.success(request, "La délégation est retirée. Les actes déjà signés restent valables.")
        return redirect("delegations")
    contexte = {"form": form, "titre": f"Retirer : {trouvee}", "retour": "delegations"}
    return render(request, "manquements/formulaire.html", contexte, status=422 if form.is_bound else 200)

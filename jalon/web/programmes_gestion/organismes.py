"""Les organismes et les thématiques d'une action."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from jalon.pilotage.programmes.models import OrganisationAction
from jalon.pilotage.programmes.services import (
    modifier_action,
    rattacher_organisation,
    retirer_organisation,
)
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from jalon.socle.organisations.services import creer_organisation
from jalon.web.actions.portee import PorteeAction, portee_a_ecrire
from jalon.web.formulaires import envoye, reporter_erreurs, une_seule_fois
from jalon.web.programmes_gestion.forms import FormulaireRattachement, FormulaireThematiques


@autorise(Role.CHARGEE_MISSION)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def action_organismes(request: HttpRequest, code: str, exercice: str, cle: str) -> HttpResponse:
    """Les organismes de l'action ; en rattache un."""
    portee = portee_a_ecrire(request, code, exercice, cle, droit="gerer_actions")
    form = FormulaireRattachement(envoye(request))
    if request.method == "POST" and form.is_valid() and _rattacher(portee, form, request.user):
        messages.success(request, "Organisme rattaché.")
        return redirect("action_organismes", **portee.arguments)
    thematiques = FormulaireThematiques(initial={"thematiques": portee.place.action.thematiques.all()})
    contexte = portee.contexte() | {
        "form": form,
        "form_thematiques": thematiques,
        "liens": portee.place.action.organisations.select_related("organisation").order_by("role", "id"),
    }
    return render(
        request, "programmes_gestion/organismes.html", contexte, status=422 if form.is_bound else 200
    )


def _rattacher(portee: PorteeAction, form: FormulaireRattachement, acteur: Compte) -> bool:
    donnees = form.cleaned_data
    try:
        organisation = donnees["organisation"] or creer_organisation(nom=donnees["nouvelle"], acteur=acteur)
        rattacher_organisation(
            action=portee.place.action,
            organisation=organisation,
            role=donnees["role"],
            precision=donnees["precision"],
            acteur=acteur,
        )
        return True
    except ValidationError as erreur:
        reporter_erreurs(form, erreur)
        return False


@autorise(Role.CHARGEE_MISSION)
@require_POST
def organisme_retirer(request: HttpRequest, code: str, exercice: str, cle: str, lien: str) -> HttpResponse:
    """Retire un organisme de l'action."""
    portee = portee_a_ecrire(request, code, exercice, cle, droit="gerer_actions")
    trouve = get_object_or_404(OrganisationAction, pk=lien, action=portee.place.action_id)
    retirer_organisation(lien=trouve, acteur=request.user)
    messages.success(request, "Organisme retiré de l'action.")
    return redirect("action_organismes", **portee.arguments)


@autorise(Role.CHARGEE_MISSION)
@require_POST
def action_thematiques(request: HttpRequest, code: str, exercice: str, cle: str) -> HttpResponse:
    """Dit les thématiques transversales de l'action."""
    portee = portee_a_ecrire(request, code, exercice, cle, droit="gerer_actions")
    form = FormulaireThematiques(request.POST)
    if form.is_valid():
        modifier_action(
            action=portee.place.action,
            thematiques=list(form.cleaned_data["thematiques"]),
            acteur=request.user,
        )
        messages.success(request, "Thématiques enregistrées.")
    else:
        messages.error(request, "Ces thématiques n'existent pas.")
    return redirect("action_organismes", **portee.arguments)

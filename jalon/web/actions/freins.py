"""Les freins qu'une action rencontre, pris dans la liste partagée."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from jalon.pilotage.bilans.services import definir_freins
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import Role
from jalon.web.actions.forms import FormulaireFreins
from jalon.web.actions.portee import portee_a_ecrire
from jalon.web.formulaires import envoye, reporter_erreurs, une_seule_fois


@autorise(Role.CHARGEE_MISSION, Role.PILOTE)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def action_freins(request: HttpRequest, code: str, exercice: str, cle: str) -> HttpResponse:
    """Dit les freins de l'action ; un frein nouveau entre dans la liste partagée."""
    portee = portee_a_ecrire(request, code, exercice, cle)
    actuels = portee.fiche.freins.all() if portee.fiche else []
    form = FormulaireFreins(envoye(request), initial={"freins": actuels})
    if request.method == "POST" and form.is_valid():
        try:
            definir_freins(fiche=portee.fiche, libelles=form.libelles(), acteur=request.user)
            messages.success(request, "Freins enregistrés.")
            return redirect("action", **portee.arguments)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    contexte = portee.contexte() | {
        "form": form,
        "titre": "Quels freins cette action rencontre-t-elle ?",
        "aide": "La liste est partagée : un même frein se compte d'une action à l'autre.",
    }
    return render(request, "actions/formulaire.html", contexte, status=422 if form.is_bound else 200)

"""« Ma journée » : qui m'attend, ce que j'ai à faire."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jalon.parcours.suivi import selectors
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_DOSSIERS
from jalon.web.formulaires import Formulaire


@autorise(*ROLES_DOSSIERS)
@require_GET
def ma_journee(request: HttpRequest) -> HttpResponse:
    """Les rendez-vous du jour, les tâches, et les listes où quelqu'un attend."""
    journee = selectors.journee_de(request.user)
    return render(request, "suivi/journee.html", {"journee": journee, "geste": Formulaire()})

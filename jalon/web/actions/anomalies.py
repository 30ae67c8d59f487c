"""Les anomalies qui touchent une action, montrées sur sa fiche."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jalon.pilotage.controles.selectors import rapport_controle
from jalon.pilotage.controles.touchees import cases_d_action
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_PROGRAMMES
from jalon.web.actions.portee import portee_action
from jalon.web.anomalies.liste import lister


@autorise(*ROLES_PROGRAMMES)
@require_GET
def action_anomalies(request: HttpRequest, code: str, exercice: str, cle: str) -> HttpResponse:
    """Les anomalies à traiter de l'action ; à part, parce que contrôler prend plus de temps que lire."""
    portee = portee_action(request, code, exercice, cle)
    cases = cases_d_action(portee.place, portee.exercice)
    touchent = [
        {"listee": listee, "cases": cases.citees(listee.anomalie)}
        for listee in lister(rapport_controle(portee.programme, portee.exercice))
        if listee.dispense is None and cases.concernent(listee.anomalie)
    ]
    certaine = any(ligne["listee"].ton == "faux" for ligne in touchent)
    contexte = portee.contexte() | {"anomalies": touchent, "certaine": certaine}
    return render(request, "actions/_anomalies.html", contexte)

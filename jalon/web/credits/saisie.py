"""Corriger un montant depuis le tableau des crédits : formulaire dans la case, ou sur sa page sans script."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from django_htmx.http import reselect, retarget

from jalon.pilotage.programmes.acces import exiger
from jalon.pilotage.provenance.selectors import origine
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import Role
from jalon.web.formulaires import reporter_erreurs, une_seule_fois
from jalon.web.portee import portee_de
from jalon.web.provenance.correction import appliquer, droit_de, valeurs_de
from jalon.web.provenance.forms import FORMULAIRES

SAISISSABLES = ("credit", "depense", "contrepartie")
COLONNES = {
    "contrepartie": "contrepartie",
    "report_entrant": "report entrant",
    "participation": "participation",
    "execute": "exécuté",
}
GENRES = {
    "contrepartie": "contrepartie",
    "report_entrant": "credit",
    "participation": "credit",
    "execute": "depense",
}
"""Ce qu'on saisit dans chaque colonne quand elle n'a encore aucun fait."""
CLE_SESSION = "montant_enregistre"


@autorise(Role.CHARGEE_MISSION)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def montant(request: HttpRequest, code: str, exercice: str, genre: str, cle: UUID) -> HttpResponse:
    """Corrige un montant, son statut compris, puis revient au tableau."""
    portee = portee_de(code, exercice)
    if genre not in SAISISSABLES:
        raise Http404("On corrige un crédit, une dépense ou une contrepartie.")
    try:
        fait = origine(genre, str(cle))
    except ObjectDoesNotExist as erreur:
        raise Http404("Ce montant n'existe pas, ou il n'est pas dans votre périmètre.") from erreur
    if fait.objet.exercice_id != portee.exercice.pk:
        raise Http404("Ce montant est d'un autre exercice.")
    exiger(request.user, droit_de(fait), portee.programme)
    form = FORMULAIRES[fait.correction](
        request.POST or None, initial=valeurs_de(fait), auto_id=f"id_{cle}_%s"
    )
    if request.method == "POST" and form.is_valid():
        try:
            appliquer(fait, form.cleaned_data, request.user)
            retenir_enregistre(request, f"{genre}:{cle}")
            return redirect("credits", code=code, exercice=exercice)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    contexte = {"programme": portee.programme, "exercice": portee.exercice, "fait": fait, "form": form}
    statut = 422 if form.is_bound else 200
    if not request.htmx:
        return render(request, "credits/montant.html", contexte, status=statut)
    reponse = render(request, "credits/_montant.html", contexte, status=statut)
    # Un refus remplace le formulaire là où il est, pas le tableau que vise un enregistrement.
    return reselect(retarget(reponse, f"#saisie-{cle}"), f"#saisie-{cle}") if form.is_bound else reponse


def retenir_enregistre(request: HttpRequest, cible: str) -> None:
    """Note ce qui vient d'être enregistré, pour que le tableau le dise à sa place, une fois."""
    heure = f"{timezone.localtime():%H\u00a0h\u00a0%M}"
    request.session[CLE_SESSION] = {"cible": cible, "heure": heure}
    if not request.htmx:
        messages.success(request, f"Enregistré à {heure}.")


def prendre_enregistre(request: HttpRequest) -> dict[str, Any] | None:
    """Ce que `retenir_enregistre` a noté ; l'oublie."""
    return request.session.pop(CLE_SESSION, None)

"""La première page de qui ouvre des dossiers, ou les protège : ce qui l'attend, et par où commencer."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from jalon.parcours.personnes import selectors
from jalon.socle.acces.enums import ROLES_DOSSIERS, Role
from jalon.socle.journal.lectures import lectures
from jalon.web.flux.rapport import lire_rapport
from jalon.web.personnes.forms import FormulaireRecherche

FICHIERS_MONTRES = 5
JOURS_MONTRES = 7
PREMIERES = (
    (Role.RESPONSABLE_STRUCTURE, "mon_service"),
    (Role.AGENT_ORIENTATION, "orientation"),
    (Role.REFERENT, "ma_journee"),
)
"""Rôle → sa première page ; le premier rôle tenu l'emporte."""
RESTENT = frozenset({Role.GESTIONNAIRE_DROITS, Role.DPO})
"""Rôles qui ont ici leur page."""


def accueil_dossiers(request: HttpRequest) -> HttpResponse:
    """À chacun sa première page ; ici, celle du gestionnaire (fichiers, choses à faire) et du délégué."""
    premiere = next((page for role, page in PREMIERES if role in request.roles), None)
    if premiere and not request.roles & RESTENT:
        return redirect(premiere)
    contexte: dict[str, object] = {}
    if request.roles & frozenset(ROLES_DOSSIERS):
        contexte |= {"form": FormulaireRecherche(), "charge_au": selectors.dernier_jour_charge(request.user)}
    if Role.GESTIONNAIRE_DROITS in request.roles and selectors.gere_droits(request.user):
        recents = selectors.chargements(request.user)[:FICHIERS_MONTRES]
        contexte |= {
            "gere_flux": True,
            "lignes": [(chargement, lire_rapport(chargement)) for chargement in recents],
            "a_faire": selectors.a_faire(request.user),
        }
    if Role.DPO in request.roles:
        depuis = timezone.localdate() - timedelta(days=JOURS_MONTRES)
        contexte |= {"protege": True, "lectures": lectures(request.user, du=depuis).count(), "depuis": depuis}
    return render(request, "personnes/accueil.html", contexte)

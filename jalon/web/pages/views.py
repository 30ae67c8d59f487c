"""Pages sans donnée : aide, déclaration d'accessibilité, mon compte."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jalon.socle.acces.autorisation import public, tout_compte
from jalon.socle.acces.selectors import habilitations_en_vigueur
from jalon.web.acronymes import ACRONYMES


@public
@require_GET
def aide(request: HttpRequest) -> HttpResponse:
    """Gestes courants, raccourcis de clavier, acronymes."""
    return render(request, "pages/aide.html", {"acronymes": sorted(ACRONYMES.items())})


@public
@require_GET
def accessibilite(request: HttpRequest) -> HttpResponse:
    """Déclaration d'accessibilité, avec l'état réel."""
    return render(request, "pages/accessibilite.html")


@tout_compte
@require_GET
def mon_compte(request: HttpRequest) -> HttpResponse:
    """Mes droits en vigueur, mon mot de passe, mon second facteur."""
    contexte = {"habilitations": habilitations_en_vigueur(request.user).select_related("organisation")}
    return render(request, "pages/mon_compte.html", contexte)

"""Ce qu'un fichier a changé, dossier par dossier : la liste, par nature, et son export sans aucun nom."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jalon.parcours.personnes import selectors
from jalon.web.exports import exporter
from jalon.web.flux.commun import PAR_PAGE, gestion
from jalon.web.flux.views import chargement_demande

COLONNES = ("Quoi", "Numéro de demande", "Rôle dans le foyer", "À compter du", "Avant", "Après")


@gestion
@require_GET
def changements(request: HttpRequest, cle: int) -> HttpResponse:
    """Les dossiers que ce fichier a changés, une nature à la fois ou toutes."""
    lu = chargement_demande(request, cle)
    trouves = selectors.changements_du_chargement(cle, request.user, nature=request.GET.get("nature", ""))
    contexte = {
        "chargement": lu,
        "page": Paginator(trouves, PAR_PAGE).get_page(request.GET.get("page")),
        "nature": trouves.nature,
        "natures": [(code, selectors.NATURES[code], nombre) for code, nombre in trouves.comptes.items()],
        "total": sum(trouves.comptes.values()),
    }
    return render(request, "flux/changements.html", contexte)


@gestion
@require_GET
def changements_export(request: HttpRequest, cle: int, format: str) -> HttpResponse:
    """La liste entière, en CSV ou ODS : des numéros de demande et des codes, aucun nom."""
    chargement_demande(request, cle)
    nature = request.GET.get("nature", "")
    trouves = selectors.changements_du_chargement(cle, request.user, nature=nature)
    lignes = ([c.libelle, c.numero, c.role, c.jour, c.avant, c.apres] for c in trouves)
    return exporter(f"changements-{cle}", COLONNES, lignes, format)

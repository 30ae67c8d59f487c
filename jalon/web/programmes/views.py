"""L'accueil et « Ma convention aujourd'hui »."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from jalon.parcours.manquements.selectors import siege
from jalon.pilotage.programmes.selectors import exercice_courant, exercices_de, programmes_visibles
from jalon.socle.acces.autorisation import autorise, tout_compte
from jalon.socle.acces.enums import ROLES_PROGRAMMES
from jalon.web.exports import exporter
from jalon.web.personnes.accueil import accueil_dossiers
from jalon.web.portee import portee_de, programme_de
from jalon.web.programmes.aujourd_hui import Aujourdhui, Filtre, trier


@tout_compte
@require_GET
def accueil(request: HttpRequest) -> HttpResponse:
    """Les programmes du périmètre, ou la page du seul ; sinon l'accueil des dossiers, ou ses séances."""
    if request.roles and not request.roles & frozenset(ROLES_PROGRAMMES):
        return accueil_dossiers(request)
    if not request.roles and siege(request.user):
        return redirect("equipes")
    programmes = [(programme, exercices_de(programme)) for programme in programmes_visibles()]
    if len(programmes) == 1 and programmes[0][1]:
        return redirect("programme_courant", code=programmes[0][0].code)
    return render(request, "programmes/accueil.html", {"programmes": programmes})


@autorise(*ROLES_PROGRAMMES)
@require_GET
def programme_courant(request: HttpRequest, code: str) -> HttpResponse:
    """L'exercice en cours d'un programme."""
    programme_ouvert = programme_de(code)
    exercice = exercice_courant(programme_ouvert)
    if exercice is None:
        return render(request, "programmes/sans_exercice.html", {"programme": programme_ouvert})
    return redirect("programme", code=code, exercice=exercice.code)


@autorise(*ROLES_PROGRAMMES)
@require_GET
def programme(request: HttpRequest, code: str, exercice: str) -> HttpResponse:
    """« Ma convention aujourd'hui » : ce qu'il en est, ce qui est à faire, une ligne par action."""
    portee = portee_de(code, exercice)
    jour = Aujourdhui(portee.programme, portee.exercice)
    filtre = Filtre.lire(request.GET)
    contexte = {
        "programme": portee.programme,
        "exercice": portee.exercice,
        "exercices": exercices_de(portee.programme),
        "jour": jour,
        "filtre": filtre,
        "groupes": trier(jour, filtre),
        "onglet": "programme",
    }
    return render(
        request,
        f"programmes/{'credits' if portee.programme.modele.avec_credits else 'fiches'}.html",
        contexte,
    )


@autorise(*ROLES_PROGRAMMES)
@require_GET
def programme_export(request: HttpRequest, code: str, exercice: str, format: str) -> HttpResponse:
    """Le tableau montré, avec ses filtres, en CSV ou ODS."""
    portee = portee_de(code, exercice)
    jour = Aujourdhui(portee.programme, portee.exercice)
    entetes, lignes = jour.a_emporter(trier(jour, Filtre.lire(request.GET)))
    return exporter(f"{code}-{exercice}-actions", entetes, lignes, format)

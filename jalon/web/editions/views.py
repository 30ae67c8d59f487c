"""Éditer un rapport : choisir, lancer, télécharger."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods

from jalon.editions.services import editer_octets, nom_de_fichier
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import Role
from jalon.socle.pieces.selectors import pieces_visibles
from jalon.socle.taches.services import lancer_tache
from jalon.web.editions.forms import MODELES, FormulaireEdition
from jalon.web.editions.tache import TYPES, VERBE
from jalon.web.formulaires import envoye
from jalon.web.portee import Portee, portee_de

LECTURE = (Role.CHARGEE_MISSION, Role.PILOTE, Role.DIRECTION, Role.ELU, Role.ETAT, Role.ADMINISTRATEUR)
DERNIERES = 20


@autorise(*LECTURE)
@require_http_methods(["GET", "POST"])
def editions(request: HttpRequest, code: str, exercice: str) -> HttpResponse:
    """Choisit le rapport et ses formats ; un seul format part tout de suite, plusieurs dans la cloche."""
    portee = portee_de(code, exercice)
    form = FormulaireEdition(envoye(request), programme=portee.programme)
    if request.method == "POST" and form.is_valid():
        modele, formats = form.cleaned_data["modele"], form.cleaned_data["formats"]
        if len(formats) == 1:
            return _telecharger(portee, modele, formats[0])
        return _lancer(request, portee, modele, formats)
    recentes = pieces_visibles().filter(cloison=portee.programme.pk, nom__in=_noms(portee))[:DERNIERES]
    contexte = {
        "programme": portee.programme,
        "exercice": portee.exercice,
        "form": form,
        "recentes": recentes,
    }
    return render(request, "editions/editions.html", contexte, status=422 if form.is_bound else 200)


def _telecharger(portee: Portee, modele: str, format_: str) -> HttpResponse:
    octets = editer_octets(modele, portee.programme, portee.exercice, format_)
    reponse = HttpResponse(octets, content_type=TYPES[format_])
    nom = nom_de_fichier(portee.programme, portee.exercice, modele, format_)
    reponse["Content-Disposition"] = content_disposition_header(True, nom)
    return reponse


def _lancer(request: HttpRequest, portee: Portee, modele: str, formats: list[str]) -> HttpResponse:
    tache = lancer_tache(
        VERBE,
        libelle=f"{MODELES[modele].partition(' : ')[0]}, {portee.programme.code} {portee.exercice.code}",
        programme=portee.programme.code,
        exercice=portee.exercice.code,
        modele=modele,
        formats=formats,
        acteur=request.user,
    )
    return redirect("tache", cle=tache.pk)


def _noms(portee: Portee) -> list[str]:
    return [nom_de_fichier(portee.programme, portee.exercice, m, f) for m in MODELES for f in TYPES]

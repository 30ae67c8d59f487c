"""La cloche : ce que j'ai demandé, où cela en est, et les fichiers qui m'attendent."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from jalon.socle.acces.autorisation import autorise, tout_compte
from jalon.socle.acces.enums import ROLES_PROGRAMMES
from jalon.socle.pieces.models import Piece
from jalon.socle.pieces.selectors import octets_de, piece_par_id
from jalon.socle.taches.models import Tache
from jalon.socle.taches.selectors import FINIES, cloche, taches_de
from jalon.socle.taches.services import marquer_vue

LIMITE = 100


@tout_compte
@require_GET
def taches(request: HttpRequest) -> HttpResponse:
    """Mes tâches, la plus récente d'abord."""
    gabarit = "taches/_liste.html" if request.htmx else "taches/liste.html"
    return render(request, gabarit, _contexte(request))


@tout_compte
@require_GET
def taches_cloche(request: HttpRequest) -> HttpResponse:
    """Le nombre à montrer près de la cloche."""
    attendues = list(cloche(request.user)[:LIMITE])
    prets = sum(1 for tache in attendues if tache.etat in FINIES)
    contexte = {"en_cours": len(attendues) - prets, "prets": prets}
    return render(request, "taches/_cloche.html", contexte)


@tout_compte
@require_GET
def tache(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Une tâche : son avancement, son résultat ou son erreur."""
    contexte = {"tache": _tache(request, cle), "finies": FINIES}
    return render(request, "taches/_tache.html" if request.htmx else "taches/tache.html", contexte)


@tout_compte
@require_POST
def taches_vues(request: HttpRequest) -> HttpResponse:
    """Fait taire la cloche pour les tâches finies."""
    for finie in cloche(request.user).filter(etat__in=FINIES):
        marquer_vue(tache=finie, acteur=request.user)
    return redirect("taches")


@autorise(*ROLES_PROGRAMMES)
@require_GET
def piece(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Le fichier, tel quel, à enregistrer : jamais ouvert dans la page."""
    try:
        trouvee = piece_par_id(cle)
    except Piece.DoesNotExist as erreur:
        raise Http404("Ce fichier n'existe pas, ou il n'est pas dans votre périmètre.") from erreur
    reponse = HttpResponse(octets_de(trouvee), content_type=trouvee.type_mime)
    reponse["Content-Disposition"] = content_disposition_header(True, trouvee.nom)
    return reponse


def _contexte(request: HttpRequest) -> dict[str, object]:
    liste = list(taches_de(request.user)[:LIMITE])
    return {
        "taches": liste,
        "finies": FINIES,
        "a_voir": sum(1 for t in liste if t.etat in FINIES and t.vue_le is None),
        "en_cours": any(t.etat not in FINIES for t in liste),
    }


def _tache(request: HttpRequest, cle: UUID) -> Tache:
    trouvee = taches_de(request.user).filter(pk=cle).first()
    if trouvee is None:
        raise Http404("Cette tâche n'existe pas, ou elle n'est pas la vôtre.")
    return trouvee

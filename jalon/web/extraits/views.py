"""Ce qu'un logiciel métier dit, contre ce qui a été saisi dans Jalon : quelqu'un choisit."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from jalon.parcours.personnes.enums import EtatConflit
from jalon.parcours.personnes.models import ConflitRepris
from jalon.socle.journal.lectures import noter_lecture
from jalon.sources.extraits import selectors
from jalon.sources.extraits.services import trancher_conflit
from jalon.sources.extraits.systemes import systemes
from jalon.web.flux.commun import PAR_PAGE, gestion
from jalon.web.formulaires import une_seule_fois

CHOIX = {"extrait": True, "jalon": False}
LIBELLES = {"telephone": "Téléphone", "courriel": "Courriel", "referent": "Structure et référent"}


@gestion
@require_GET
def conflits(request: HttpRequest) -> HttpResponse:
    """Les conflits, ceux à trancher d'abord ; les voir se note au journal des lectures."""
    etat = request.GET.get("etat", EtatConflit.A_TRANCHER)
    trouves = selectors.conflits(request.user, etat=etat)
    page = Paginator(trouves, PAR_PAGE).get_page(request.GET.get("page"))
    for conflit in page:
        conflit.libelle = LIBELLES.get(conflit.champ, conflit.champ)
        conflit.logiciel = systemes()[conflit.fait.systeme].libelle
        if conflit.fait.membre:
            noter_lecture(request.user, conflit.fait.membre.personne_id, "conflit")
    return render(
        request, "extraits/conflits.html", {"page": page, "etat": etat, "etats": EtatConflit.choices}
    )


@gestion
@require_POST
@une_seule_fois
def conflit_trancher(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Garde la saisie de Jalon, ou prend ce que dit l'extrait."""
    choix = CHOIX.get(request.POST.get("choix", ""))
    try:
        conflit = selectors.conflit_par_id(cle, request.user)
        if choix is None:
            raise ValidationError("Choisissez la valeur de l'extrait ou celle de Jalon.")
        trancher_conflit(conflit=conflit, prendre_extrait=choix, acteur=request.user)
    except ConflitRepris.DoesNotExist as erreur:
        raise Http404("Ce conflit n'existe pas.") from erreur
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
        return redirect("conflits")
    messages.success(
        request, "La valeur de l'extrait est prise." if choix else "La saisie de Jalon est gardée."
    )
    return redirect("conflits")

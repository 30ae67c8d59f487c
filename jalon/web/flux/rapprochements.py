"""Une personne ou deux ? Les fiches côte à côte, la décision, et le retour en arrière."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jalon.parcours.personnes import selectors
from jalon.parcours.personnes.enums import EtatRapprochement
from jalon.parcours.personnes.models import Fusion, Rapprochement
from jalon.parcours.personnes.services import decider_rapprochement, defaire_fusion
from jalon.socle.journal.lectures import noter_lecture
from jalon.web.flux.commun import PAR_PAGE, gestion
from jalon.web.flux.comparaison import comparer
from jalon.web.flux.forms import FormulaireDecision
from jalon.web.formulaires import envoye, reporter_erreurs, une_seule_fois


@gestion
@require_GET
def rapprochements(request: HttpRequest) -> HttpResponse:
    """Les paires de fiches qui se ressemblent, la plus ressemblante d'abord."""
    etat = request.GET.get("etat", EtatRapprochement.A_EXAMINER)
    page = Paginator(selectors.rapprochements(request.user, etat=etat), PAR_PAGE).get_page(
        request.GET.get("page")
    )
    contexte = {"page": page, "etat": etat, "etats": EtatRapprochement.choices}
    return render(request, "flux/rapprochements.html", contexte)


@gestion
@require_http_methods(["GET", "POST"])
@une_seule_fois
def rapprochement(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Deux fiches côte à côte et la décision ; les ouvrir se note au journal des lectures."""
    paire = _paire(request, cle)
    form = FormulaireDecision(envoye(request))
    if form.is_bound and form.is_valid():
        try:
            return _decider(request, paire, form)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    for personne in (paire.personne_id, paire.autre_id):
        noter_lecture(request.user, personne, "rapprochement")
    contexte = {
        "paire": paire,
        "comparaison": comparer(paire, request.user),
        "form": form,
        "a_examiner": paire.etat == EtatRapprochement.A_EXAMINER,
    }
    return render(request, "flux/rapprochement.html", contexte, status=422 if form.is_bound else 200)


@gestion
@require_GET
def fusions(request: HttpRequest) -> HttpResponse:
    """Les personnes réunies ; chaque fusion se défait sans rien perdre."""
    page = Paginator(selectors.fusions(request.user), PAR_PAGE).get_page(request.GET.get("page"))
    return render(request, "flux/fusions.html", {"page": page})


@gestion
@require_POST
@une_seule_fois
def fusion_defaire(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Rend à la personne absorbée ce qui était à elle."""
    try:
        personne = defaire_fusion(fusion=selectors.fusion_par_id(cle, request.user), acteur=request.user)
    except Fusion.DoesNotExist as erreur:
        raise Http404("Cette fusion n'existe pas.") from erreur
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
        return redirect("fusions")
    messages.success(request, "La fusion est défaite : cette personne a retrouvé ses foyers.")
    return redirect("personne", cle=personne.pk)


def _decider(request: HttpRequest, paire: Rapprochement, form: FormulaireDecision) -> HttpResponse:
    meme = form.cleaned_data["decision"] == "meme"
    fusion = decider_rapprochement(
        rapprochement=paire, meme=meme, motif=form.cleaned_data["motif"], acteur=request.user
    )
    if fusion is None:
        messages.info(request, "Décidé : ce sont deux personnes distinctes.")
        return redirect("rapprochements")
    messages.success(request, "Les deux fiches sont réunies. Vous pouvez défaire cette fusion à tout moment.")
    return redirect("personne", cle=fusion.gardee_id)


def _paire(request: HttpRequest, cle: UUID) -> Rapprochement:
    try:
        return selectors.rapprochement_par_id(cle, request.user)
    except Rapprochement.DoesNotExist as erreur:
        raise Http404("Ce rapprochement n'existe pas.") from erreur

"""L'assistant de document : déposer, relire ce qui a été lu, confirmer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jalon.pilotage.programmes.selectors import programmes_visibles
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import Role
from jalon.sources.documents import selectors, services
from jalon.sources.documents.enums import EtatLecture, Sort
from jalon.sources.documents.erreurs import DocumentIllisible
from jalon.sources.documents.formes import Proposition
from jalon.sources.documents.models import Lecture
from jalon.web.anomalies.liste import lister
from jalon.web.documents.forms import FormulaireConfirmation, FormulaireDepot
from jalon.web.formulaires import une_seule_fois

LECTURE = (Role.CHARGEE_MISSION, Role.DIRECTION)
GENRES = {
    "credits": "tableau des crédits",
    "annexe": "annexe d'indicateurs",
    "avancement": "tableau d'avancement",
    "fiche": "indicateurs d'une fiche",
}


@autorise(*LECTURE)
@require_GET
def documents(request: HttpRequest) -> HttpResponse:
    """Les documents déposés, le plus récent d'abord."""
    return render(request, "documents/liste.html", {"lectures": selectors.lectures_visibles()[:200]})


@autorise(Role.CHARGEE_MISSION)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def document_nouveau(request: HttpRequest) -> HttpResponse:
    """Dépose un document et le fait lire ; rien n'est écrit dans le programme."""
    form = FormulaireDepot(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        programmes=list(programmes_visibles()),
        initial={"programme": request.GET.get("programme", "")},
    )
    if request.method == "POST" and form.is_valid():
        fichier = form.cleaned_data["document"]
        try:
            lecture = services.deposer_document(
                nom=fichier.name,
                contenu=fichier.read(),
                code_programme=form.cleaned_data["programme"],
                acteur=request.user,
            )
            return redirect("document", cle=lecture.pk)
        except DocumentIllisible as erreur:
            form.add_error("document", str(erreur))
    return render(request, "documents/depot.html", {"form": form}, status=422 if form.is_bound else 200)


@autorise(*LECTURE)
@require_GET
def document(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Ce qui a été lu, ce que l'écrire changerait, ce qui n'a pas été compris, ce qui est faux."""
    lecture = _lecture(cle)
    if lecture.etat in (EtatLecture.DEPOSEE, EtatLecture.ILLISIBLE):
        return render(request, "documents/attente.html", {"lecture": lecture})
    proposition = selectors.differences(lecture)
    rapport, resume = selectors.anomalies(lecture), selectors.resume_lecture(lecture)
    contexte = {
        "lecture": lecture,
        "resume": resume,
        "tableaux": [(t, GENRES.get(t.genre, t.genre)) for t in resume.tableaux],
        "proposition": proposition,
        "natures": lignes_par_nature(proposition),
        "tranchables": [*proposition.conflits, *proposition.gardes],
        "non_lus": selectors.non_lus(lecture),
        "rapport": rapport,
        "listees": lister(rapport),
        "form": FormulaireConfirmation(proposition=proposition),
        "ecriture": Role.CHARGEE_MISSION in request.roles,
    }
    return render(request, "documents/relecture.html", contexte)


@autorise(*LECTURE)
@require_GET
def document_progres(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Où en est la lecture ; demande au navigateur de recharger la page quand elle est finie."""
    lecture = _lecture(cle)
    reponse = render(request, "documents/_progres.html", {"lecture": lecture})
    if lecture.etat != EtatLecture.DEPOSEE:
        reponse["HX-Refresh"] = "true"
    return reponse


@autorise(Role.CHARGEE_MISSION)
@require_POST
@une_seule_fois
def document_confirmer(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Écrit dans le programme ce que la personne a relu."""
    lecture = _lecture(cle)
    form = FormulaireConfirmation(request.POST, proposition=selectors.differences(lecture))
    if not form.is_valid():
        messages.error(request, "La base a changé depuis votre relecture : relisez avant de confirmer.")
        return redirect("document", cle=cle)
    try:
        fait = services.ecrire_lecture(
            lecture=lecture, remplacer=form.cleaned_data["remplacer"], acteur=request.user
        )
    except services.RepriseImpossible as erreur:
        messages.error(request, str(erreur))
        return redirect("document", cle=cle)
    if fait.vide:
        messages.info(request, "Rien à changer : Jalon tenait déjà tout ce que ce document dit.")
    else:
        messages.success(
            request, f"Repris : {len(fait.creations)} créations, {len(fait.modifications)} modifications."
        )
    return redirect("programme", code=fait.code_programme, exercice=fait.exercice)


@autorise(Role.CHARGEE_MISSION)
@require_POST
def document_refuser(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Renonce à cette lecture ; le document reste dans la liste."""
    services.refuser_lecture(lecture=_lecture(cle), acteur=request.user)
    messages.info(request, "Lecture refusée : rien n'a été écrit.")
    return redirect("documents")


def lignes_par_nature(proposition: Proposition) -> list[dict[str, object]]:
    """Le compte de chaque sort, nature par nature, dans l'ordre des colonnes."""
    sorts = (Sort.CREATION, Sort.MODIFICATION, Sort.INCHANGE, Sort.CONFLIT, Sort.GARDE, Sort.DISPARU)
    return [
        {"libelle": proposition.libelles.get(nature, nature), "nombres": [comptes[sort] for sort in sorts]}
        for nature, comptes in proposition.par_nature.items()
    ]


def _lecture(cle: UUID) -> Lecture:
    try:
        return selectors.lecture_par_id(cle)
    except Lecture.DoesNotExist as erreur:
        raise Http404("Ce document n'existe pas, ou il n'est pas dans votre périmètre.") from erreur

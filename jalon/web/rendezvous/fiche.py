"""Un rendez-vous : qui vient, qui est venu ; une réunion à plusieurs ; ce qui reste à clore."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jalon.parcours.rendezvous import selectors, services
from jalon.parcours.rendezvous.emargement import feuille_emargement
from jalon.parcours.rendezvous.enums import OCCUPENT, Issue
from jalon.parcours.rendezvous.models import RendezVous
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_DOSSIERS
from jalon.socle.journal.lectures import noter_lecture
from jalon.web.formulaires import envoye, reporter_erreurs, une_seule_fois
from jalon.web.rendezvous.commun import a_sa_main, avec_lettres, choix_agents
from jalon.web.rendezvous.forms import FormulaireAnnulation, FormulaireReunion
from jalon.web.requetes import lire_cle

PAR_PAGE = 50
ISSUES = [(Issue.HONORE, "venue"), (Issue.ABSENT, "absente"), (Issue.EXCUSE, "excusée")]


@autorise(*ROLES_DOSSIERS)
@require_GET
def fiche(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Un rendez-vous et les personnes qu'on y attend ; lire leurs noms se note."""
    trouve = _trouver(request, cle)
    places = list(trouve.participations.all())
    for place in places:
        noter_lecture(request.user, place.personne_id, "rendezvous")
    contexte = {
        "rendezvous": trouve,
        "lignes": avec_lettres(places, request.user),
        "ailleurs": max(trouve.pris - sum(p.issue in (None, *OCCUPENT) for p in places), 0),
        "commence": trouve.debut <= timezone.now(),
        "issues": ISSUES,
        "form": FormulaireAnnulation(),
        "a_noter": sum(p.issue is None for p in places),
    }
    return render(request, "rendezvous/fiche.html", contexte)


@autorise(*ROLES_DOSSIERS)
@require_POST
def issues(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Note qui est venu. Un champ par personne ; ce qui n'est pas dit ne change pas."""
    trouve = _trouver(request, cle)
    dites, excuses = {}, {}
    for place in trouve.participations.all():
        if (issue := request.POST.get(f"issue-{place.pk}")) is not None:
            dites[place.pk] = issue
            excuses[place.pk] = request.POST.get(f"excuse-{place.pk}", "")[:300]
    try:
        nombre = services.noter_issues(rendezvous=trouve, issues=dites, excuses=excuses, acteur=request.user)
        messages.success(request, f"Présences notées : {nombre} changement{'s' if nombre > 1 else ''}.")
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    return redirect("rendezvous_fiche", cle=cle)


@autorise(*ROLES_DOSSIERS)
@require_POST
def annuler(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Le service annule : les personnes attendues sont prévenues."""
    trouve = _trouver(request, cle)
    form = FormulaireAnnulation(request.POST)
    if not form.is_valid():
        messages.error(request, "Dites pourquoi ce rendez-vous n'a pas lieu.")
        return redirect("rendezvous_fiche", cle=cle)
    try:
        prevenues = services.annuler_rendezvous(
            rendezvous=trouve, motif=form.cleaned_data["motif"], acteur=request.user
        )
        messages.success(request, f"Rendez-vous annulé. Personnes à prévenir : {len(prevenues)}.")
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    return redirect("rendezvous_fiche", cle=cle)


@autorise(*ROLES_DOSSIERS)
@require_GET
def emargement(request: HttpRequest, cle: UUID) -> HttpResponse:
    """La feuille d'émargement, à imprimer."""
    trouve = _trouver(request, cle)
    for place in trouve.participations.all():
        noter_lecture(request.user, place.personne_id, "emargement")
    reponse = HttpResponse(feuille_emargement(trouve), content_type="application/pdf")
    reponse["Content-Disposition"] = f'inline; filename="emargement-{trouve.debut:%Y%m%d}.pdf"'
    return reponse


@autorise(*ROLES_DOSSIERS)
@require_GET
def a_clore(request: HttpRequest) -> HttpResponse:
    """Les rendez-vous passés dont une présence manque."""
    agent = lire_cle(request.GET.get("agent", ""))
    page = Paginator(selectors.a_clore(request.user, agent=agent), PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {"page": page, "agent": agent, "moi": request.user.pk}
    return render(request, "rendezvous/a_clore.html", contexte)


@autorise(*ROLES_DOSSIERS)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def reunion_nouvelle(request: HttpRequest) -> HttpResponse:
    """Fixe une réunion à plusieurs places, hors des créneaux."""
    form = FormulaireReunion(envoye(request), initial={"agent": request.user}, **choix_agents(request))
    if request.method == "POST" and form.is_valid():
        donnees = form.cleaned_data
        try:
            with a_sa_main():
                fixe = services.fixer_rendezvous(
                    motif=donnees["motif"],
                    lieu=donnees["lieu"],
                    agent=donnees["agent"],
                    capacite=donnees["places"],
                    acteur=request.user,
                    **form.bornes,
                )
            messages.success(request, "Réunion fixée. Inscrivez-y des personnes depuis leur dossier.")
            return redirect("rendezvous_fiche", cle=fixe.pk)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    contexte = {"form": form}
    return render(request, "rendezvous/reunion.html", contexte, status=422 if form.is_bound else 200)


def _trouver(request: HttpRequest, cle: UUID) -> RendezVous:
    try:
        return selectors.rendezvous_par_id(cle, request.user)
    except RendezVous.DoesNotExist as erreur:
        raise Http404("Ce rendez-vous n'existe pas, ou il n'est pas dans votre périmètre.") from erreur

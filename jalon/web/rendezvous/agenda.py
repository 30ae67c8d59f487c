"""L'agenda d'un agent ou d'un lieu, au jour ou à la semaine ; son adresse pour un autre logiciel."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from jalon.parcours.rendezvous import selectors, services
from jalon.parcours.rendezvous.ical import AgendaInconnu, en_icalendar, evenements
from jalon.socle.acces.autorisation import autorise, public
from jalon.socle.acces.enums import ROLES_DOSSIERS
from jalon.web.rendezvous.commun import jour_demande, planifie
from jalon.web.requetes import lire_cle

VUES = {"jour": 1, "semaine": 7}


@autorise(*ROLES_DOSSIERS)
@require_GET
def agenda(request: HttpRequest) -> HttpResponse:
    """Ce qui est fixé et ce qui reste libre ; par défaut, ma journée."""
    vue = request.GET.get("vue", "jour") if request.GET.get("vue") in VUES else "jour"
    jour = jour_demande(request)
    du = jour - timedelta(days=jour.weekday()) if vue == "semaine" else jour
    lieu = lire_cle(request.GET.get("lieu", ""))
    agent = lire_cle(request.GET.get("agent", "")) or (None if lieu else request.user.pk)
    jours = selectors.agenda(du, du + timedelta(days=VUES[vue] - 1), request.user, agent=agent, lieu=lieu)
    contexte = {
        "vue": vue,
        "jour": jour,
        "jours": jours,
        "agent": agent,
        "lieu": lieu,
        "agents": selectors.agents(request.user),
        "lieux": selectors.lieux(request.user),
        "avant": du - timedelta(days=VUES[vue]),
        "apres": du + timedelta(days=VUES[vue]),
        "nombre": sum(len(j.rendezvous) for j in jours),
        "libres": sum(len(j.libres) for j in jours),
        "a_clore": selectors.a_clore(request.user, agent=agent).count(),
        "aujourdhui": timezone.localdate(),
        "planifie": planifie(request),
    }
    return render(request, "rendezvous/agenda.html", contexte)


@autorise(*ROLES_DOSSIERS)
@require_POST
def agenda_suivre(request: HttpRequest) -> HttpResponse:
    """Donne l'adresse secrète d'un agenda ; elle ne se montre qu'une fois."""
    cle = lire_cle(request.POST.get("lieu", ""))
    lieu = get_object_or_404(selectors.lieux(request.user), pk=cle) if cle else None
    jeton = services.suivre_agenda(compte=request.user, lieu=lieu)
    adresse = request.build_absolute_uri(reverse("agenda_flux", kwargs={"jeton": jeton}))
    return render(request, "rendezvous/suivre.html", {"adresse": adresse, "lieu": lieu})


@public
@require_GET
def agenda_flux(request: HttpRequest, jeton: str) -> HttpResponse:
    """Le fichier iCalendar : des heures, des motifs et des nombres, aucun nom."""
    try:
        suite = evenements(jeton)
    except AgendaInconnu as erreur:
        raise Http404(str(erreur)) from erreur
    reponse = HttpResponse(en_icalendar(suite), content_type="text/calendar; charset=utf-8")
    reponse["Cache-Control"] = "private, no-store"
    return reponse


def adresse_du_jour(jour: date) -> str:
    return f"{reverse('agenda')}?jour={jour:%Y-%m-%d}"

"""Ouvrir des créneaux, en fermer, noter une absence."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from jalon.parcours.rendezvous import selectors, services
from jalon.parcours.rendezvous.models import Absence
from jalon.parcours.rendezvous.services import Ouverture, Reprise
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_DOSSIERS
from jalon.web.formulaires import envoye, reporter_erreurs, une_seule_fois
from jalon.web.rendezvous.agenda import adresse_du_jour
from jalon.web.rendezvous.commun import a_sa_main, choix_agents, cles_demandees, planifie
from jalon.web.rendezvous.forms import FormulaireAbsence, FormulaireCreneaux, FormulaireReprise


@autorise(*ROLES_DOSSIERS)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def creneaux_ouvrir(request: HttpRequest) -> HttpResponse:
    """Ouvre une semaine type, et dit ce qui a été sauté."""
    form = FormulaireCreneaux(envoye(request), **choix_agents(request), initial={"agent": request.user})
    if request.method == "POST" and form.is_valid():
        donnees = form.cleaned_data
        noms = ("du", "au", "lieu", "motifs", "agent", "places")
        try:
            ouverture = services.ouvrir_creneaux(
                plages=form.plages(), acteur=request.user, **{nom: donnees[nom] for nom in noms}
            )
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
        else:
            _dire(request, ouverture)
            if ouverture.ouverts:
                return redirect(f"{adresse_du_jour(donnees['du'])}&vue=semaine&lieu={donnees['lieu'].pk}")
            form.add_error(None, "Aucune heure n'a pu s'ouvrir avec ces choix.")
    contexte = {"form": form, "planifie": planifie(request)}
    return render(request, "rendezvous/creneaux.html", contexte, status=422 if form.is_bound else 200)


@autorise(*ROLES_DOSSIERS)
@require_POST
def creneaux_fermer(request: HttpRequest) -> HttpResponse:
    """Ferme les heures cochées que personne n'a prises."""
    cles = cles_demandees(request.POST.getlist("creneau"))
    fermes = services.fermer_creneaux(creneaux=cles, acteur=request.user)
    if fermes:
        messages.success(request, f"{fermes} {'heures fermées' if fermes > 1 else 'heure fermée'}.")
    else:
        messages.warning(request, "Aucune heure fermée : cochez des heures libres de votre agenda.")
    return redirect(f"{reverse('agenda')}?{request.POST.get('suite', '')[:300]}")


@autorise(*ROLES_DOSSIERS)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def absence_noter(request: HttpRequest) -> HttpResponse:
    """Note une absence ; dit quels rendez-vous restent à reprendre."""
    form = FormulaireAbsence(envoye(request), **choix_agents(request), initial={"agent": request.user})
    if request.method == "POST" and form.is_valid():
        donnees = form.cleaned_data
        absence, restants = services.noter_absence(
            agent=donnees["agent"],
            debut=selectors.minuit(donnees["du"]),
            fin=selectors.minuit(donnees["au"] + timedelta(days=1)),
            acteur=request.user,
        )
        if restants:
            messages.warning(request, "Absence notée : les heures libres sont fermées.")
            return redirect("absence_reprendre", cle=absence.pk)
        messages.success(request, "Absence notée : les heures libres sont fermées, personne n'était attendu.")
        adresse = adresse_du_jour(donnees["du"])
        return redirect(f"{adresse}&vue=semaine&agent={donnees['agent'].pk}")
    contexte = {"form": form}
    return render(request, "rendezvous/absence.html", contexte, status=422 if form.is_bound else 200)


@autorise(*ROLES_DOSSIERS)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def absence_reprendre(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Les rendez-vous pris pendant une absence : les déplacer, les confier ou les annuler ensemble."""
    absence = get_object_or_404(Absence.objects.select_related("agent"), pk=cle)
    form = FormulaireReprise(envoye(request), **choix_agents(request, sauf=absence.agent_id, collegues=True))
    if form.is_bound and form.is_valid():
        try:
            with a_sa_main():
                reprise = services.reprendre_absence(
                    absence=absence,
                    rendezvous=cles_demandees(request.POST.getlist("rendezvous")),
                    geste=form.cleaned_data["geste"],
                    collegue=form.cleaned_data["agent"],
                    acteur=request.user,
                )
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
        else:
            _dire_reprise(request, reprise)
            return redirect("absence_reprendre", cle=cle)
    contexte = {
        "absence": absence,
        "dernier_jour": timezone.localdate(absence.fin - timedelta(microseconds=1)),
        "attendus": selectors.avec_places(services.rendezvous_a_reprendre(absence)),
        "form": form,
    }
    return render(request, "rendezvous/reprise.html", contexte, status=422 if form.is_bound else 200)


@autorise(*ROLES_DOSSIERS)
@require_POST
def absence_retirer(request: HttpRequest, cle: UUID) -> HttpResponse:
    """L'agent est là finalement."""
    absence = get_object_or_404(Absence, pk=cle)
    rouverts = services.retirer_absence(absence=absence, acteur=request.user)
    messages.success(request, f"Absence retirée. Heures rouvertes : {rouverts}.")
    return redirect("agenda")


def _dire_reprise(request: HttpRequest, reprise: Reprise) -> None:
    if reprise.faits:
        messages.success(request, f"C'est fait pour {reprise.faits} rendez-vous.")
    elif not reprise.restent:
        messages.warning(request, "Cochez au moins un rendez-vous.")
    for rendezvous, raison in reprise.restent:
        messages.error(request, f"{timezone.localtime(rendezvous.debut):%d/%m à %H h %M} : {raison}")


def _dire(request: HttpRequest, ouverture: Ouverture) -> None:
    nombre = len(ouverture.ouverts)
    phrases = [f"{nombre} {'heures ouvertes' if nombre > 1 else 'heure ouverte'}."]
    if ouverture.feries:
        jours = ", ".join(f"{jour:%d/%m}" for jour in ouverture.feries)
        phrases.append(f"Jours fériés sautés : {jours}.")
    if ouverture.absences:
        phrases.append(f"Sautées pour absence : {ouverture.absences}.")
    if ouverture.occupes:
        phrases.append(f"Déjà prises dans cet agenda : {ouverture.occupes}.")
    if ouverture.inexistantes:
        phrases.append(f"N'existent pas (heure d'été) : {', '.join(ouverture.inexistantes)}.")
    if ouverture.doubles:
        phrases.append(f"Existent deux fois, la première est prise : {', '.join(ouverture.doubles)}.")
    niveau = messages.success if nombre else messages.warning
    niveau(request, " ".join(phrases))

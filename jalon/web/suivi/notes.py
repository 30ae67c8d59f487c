"""Écrire, corriger, effacer une note ; ajouter une tâche, la dire faite."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from jalon.parcours.suivi import selectors, services
from jalon.parcours.suivi.models import NoteCarnet, TacheSuivi
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_DOSSIERS
from jalon.web.formulaires import envoye, reporter_erreurs, une_seule_fois
from jalon.web.suivi.commun import personne_demandee
from jalon.web.suivi.forms import FormulaireCorrection, FormulaireMotif, FormulaireNote, FormulaireTache


@autorise(*ROLES_DOSSIERS)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def note_ecrire(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Ajoute une note au carnet."""
    personne = personne_demandee(cle)
    form = FormulaireNote(envoye(request), cercles=selectors.cercles_ecrits(request.user))
    if form.is_bound and form.is_valid():
        lus = form.cleaned_data
        try:
            services.ecrire_note(
                personne=personne, texte=lus["texte"], cercle=lus["cercle"], le=lus["date"],
                partagee=lus["partagee"], acteur=request.user,
            )  # fmt: skip
            messages.success(request, "La note est dans le carnet.")
            return redirect("suivi_personne", cle=cle)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    return _page(request, "suivi/note.html", {"personne": personne, "form": form})


@autorise(*ROLES_DOSSIERS)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def note_corriger(request: HttpRequest, cle: UUID, note: UUID) -> HttpResponse:
    """Remplace une de mes notes par une autre."""
    ancienne = _ma_note(request, cle, note)
    initial = {"texte": ancienne.texte, "partagee": ancienne.partagee}
    form = FormulaireCorrection(
        envoye(request), initial=initial, cercles=selectors.cercles_ecrits(request.user)
    )
    form.fields["cercle"].initial = ancienne.cercle_id
    if form.is_bound and form.is_valid():
        lus = form.cleaned_data
        try:
            services.corriger_note(
                note=ancienne, texte=lus["texte"], cercle=lus["cercle"], partagee=lus["partagee"],
                acteur=request.user,
            )  # fmt: skip
            messages.success(request, "La note est corrigée ; l'ancienne reste dans son histoire.")
            return redirect("suivi_personne", cle=cle)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    contexte = {"personne": personne_demandee(cle), "form": form, "ancienne": ancienne}
    return _page(request, "suivi/note.html", contexte)


@autorise(*ROLES_DOSSIERS)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def note_effacer(request: HttpRequest, cle: UUID, note: UUID) -> HttpResponse:
    """Efface le texte d'une de mes notes, en disant pourquoi."""
    mienne = _ma_note(request, cle, note)
    form = FormulaireMotif(envoye(request))
    if form.is_bound and form.is_valid():
        try:
            services.effacer_note(note=mienne, motif=form.cleaned_data["motif"], acteur=request.user)
            messages.success(request, "Le texte de la note est effacé.")
            return redirect("suivi_personne", cle=cle)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    contexte = {"personne": personne_demandee(cle), "form": form, "note": mienne}
    return _page(request, "suivi/note_effacer.html", contexte)


@autorise(*ROLES_DOSSIERS)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def tache_creer(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Ajoute une chose à faire pour cette personne."""
    personne = personne_demandee(cle)
    form = FormulaireTache(envoye(request), prefix="tache")
    if form.is_bound and form.is_valid():
        try:
            services.creer_tache(
                personne=personne, libelle=form.cleaned_data["libelle"],
                echeance=form.cleaned_data["echeance"], pour=request.user, acteur=request.user,
            )  # fmt: skip
            messages.success(request, "La tâche est ajoutée.")
            return redirect("suivi_personne", cle=cle)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    return _page(request, "suivi/tache.html", {"personne": personne, "form": form})


@autorise(*ROLES_DOSSIERS)
@require_POST
@une_seule_fois
def tache_terminer(request: HttpRequest, cle: UUID, tache: UUID) -> HttpResponse:
    """Dit une tâche faite (ou abandonnée), et revient d'où l'on vient."""
    try:
        trouvee = TacheSuivi.objects.get(pk=tache, personne=cle)
    except TacheSuivi.DoesNotExist as erreur:
        raise Http404("Cette tâche n'existe pas.") from erreur
    if request.POST.get("suite") == "abandon":
        services.abandonner_tache(tache=trouvee, acteur=request.user)
        messages.info(request, "La tâche est abandonnée.")
    else:
        services.terminer_tache(tache=trouvee, acteur=request.user)
        messages.success(request, "La tâche est faite.")
    if request.POST.get("retour") == "journee":
        return redirect("ma_journee")
    return redirect("suivi_personne", cle=cle)


def _ma_note(request: HttpRequest, cle: UUID, note: UUID) -> NoteCarnet:
    try:
        return NoteCarnet.objects.select_related("cercle").get(
            pk=note, personne=cle, auteur=request.user.pk, effacee_le=None, remplacee_le=None
        )
    except NoteCarnet.DoesNotExist as erreur:
        raise Http404("Cette note n'existe pas, n'est pas la vôtre, ou est déjà corrigée.") from erreur


def _page(request: HttpRequest, gabarit: str, contexte: dict[str, object]) -> HttpResponse:
    lie = contexte["form"].is_bound  # type: ignore[attr-defined]
    return render(request, gabarit, contexte, status=422 if lie else 200)

"""Changer de référent, composer l'équipe autour d'une personne."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.utils import ProgrammingError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from jalon.parcours.suivi import selectors, services
from jalon.parcours.suivi.models import EquipePersonne
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_DOSSIERS, Role
from jalon.socle.acces.models import Compte
from jalon.web.formulaires import envoye, reporter_erreurs, une_seule_fois
from jalon.web.suivi.commun import choix_referents, personne_demandee
from jalon.web.suivi.forms import FormulaireEquipe, FormulaireRelais

PAS_A_VOUS = ValidationError("Ce geste n'est pas à votre main : demandez-le au responsable de la structure.")


@autorise(*ROLES_DOSSIERS)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def relais(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Passe le relais à un autre référent."""
    personne = personne_demandee(cle)
    en_cours = selectors.referent_de(cle, request.user)
    sauf = en_cours.compte_id if en_cours else None
    form = FormulaireRelais(envoye(request), **choix_referents(request, sauf=sauf))
    if form.is_bound and form.is_valid():
        try:
            with transaction.atomic():
                services.passer_le_relais(
                    personne=personne, de=sauf,
                    vers=form.cleaned_data["vers"], le=form.cleaned_data["le"],
                    motif=form.cleaned_data["motif"], acteur=request.user,
                )  # fmt: skip
            messages.success(request, f"Le relais est passé à {form.cleaned_data['vers']}.")
            return redirect(_ou_aller(cle))
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
        except ProgrammingError:
            reporter_erreurs(form, PAS_A_VOUS)
    contexte = {"personne": personne, "form": form, "referent": en_cours}
    return render(request, "suivi/relais.html", contexte, status=422 if form.is_bound else 200)


@autorise(*ROLES_DOSSIERS)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def equipe_ajouter(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Ajoute un membre à l'équipe, et lui ouvre le dossier."""
    personne = personne_demandee(cle)
    form = FormulaireEquipe(envoye(request), comptes=_membres_possibles())
    if form.is_bound and form.is_valid():
        lus = form.cleaned_data
        try:
            with transaction.atomic():
                services.ajouter_a_l_equipe(
                    personne=personne, fonction=lus["fonction"], compte=lus["compte"],
                    organisation=lus["organisation"], du=lus["du"], au=lus["au"], acteur=request.user,
                )  # fmt: skip
            messages.success(request, "L'équipe a un membre de plus ; le dossier lui est ouvert.")
            return redirect("suivi_personne", cle=cle)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
        except ProgrammingError:
            reporter_erreurs(
                form,
                ValidationError(
                    "Ce geste n'est pas à votre main : seul qui suit la personne compose son équipe, et une "
                    "fonction de santé ou de travail social ne se donne que par qui lit ce cercle."
                ),
            )
    contexte = {"personne": personne, "form": form}
    return render(request, "suivi/equipe.html", contexte, status=422 if form.is_bound else 200)


@autorise(*ROLES_DOSSIERS)
@require_POST
@une_seule_fois
def equipe_retirer(request: HttpRequest, cle: UUID, membre: UUID) -> HttpResponse:
    """Fait sortir un membre ; le dossier se ferme pour lui le soir même."""
    if not EquipePersonne.objects.filter(pk=membre, personne=cle).exists():
        raise Http404("Ce membre n'est pas dans l'équipe.")
    try:
        with transaction.atomic():
            services.retirer_de_l_equipe(membre=membre, acteur=request.user)
        messages.success(request, "Ce membre quitte l'équipe ce soir.")
    except (ValidationError, ProgrammingError):
        messages.error(request, PAS_A_VOUS.message)
    return redirect("suivi_personne", cle=cle)


def _membres_possibles() -> QuerySet[Compte]:
    jour = timezone.localdate()
    return (
        Compte.objects.filter(
            Q(habilitations__role=Role.REFERENT, habilitations__periode__contains=jour), actif=True
        )
        .distinct()
        .order_by("nom", "id")
    )


def _ou_aller(cle: UUID) -> str:
    """Qui passe le relais peut ne plus voir le dossier : il revient alors à sa journée."""
    try:
        personne_demandee(cle)
    except Http404:
        return reverse("ma_journee")
    return reverse("suivi_personne", kwargs={"cle": cle})

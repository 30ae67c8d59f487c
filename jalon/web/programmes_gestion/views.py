"""Créer et tenir un programme sans document : cadre, exercices, actes, axes, objectifs, actions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jalon.pilotage.bilans.formules import lignes_a_formule
from jalon.pilotage.programmes import services
from jalon.pilotage.programmes.acces import exiger
from jalon.pilotage.programmes.models import ModeleProgramme, Programme
from jalon.pilotage.programmes.selectors import axes_de, exercices_de, places_de
from jalon.pilotage.programmes.services.ajout import ajouter_action
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import Role
from jalon.socle.organisations.services import creer_organisation
from jalon.web.formulaires import Formulaire, envoye, reporter_erreurs, une_seule_fois
from jalon.web.portee import portee_de, programme_de
from jalon.web.programmes_gestion import forms

CADRE = ("intitule", "porteur", "debut", "fin", "parite_niveau", "parite_base", "source")


@autorise(Role.CHARGEE_MISSION)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def programme_nouveau(request: HttpRequest) -> HttpResponse:
    """Crée un programme à partir d'un modèle."""
    form = forms.FormulaireProgramme(envoye(request))
    if request.method == "POST" and form.is_valid():
        donnees = _donnees(form)
        departement = donnees.pop("departement")
        code = departement.code if departement else ""
        cree = _essayer(
            form, lambda: services.creer_programme(departement=code, **donnees, acteur=request.user)
        )
        if cree is not None:
            messages.success(request, "Programme créé. Donnez-lui un exercice, puis ses axes et ses actions.")
            return redirect("gestion", code=cree.code)
    contexte = {"form": form, "modeles": ModeleProgramme.objects.order_by("libelle")}
    return render(request, "programmes_gestion/nouveau.html", contexte, status=422 if form.is_bound else 200)


@autorise(Role.CHARGEE_MISSION)
@require_GET
def gestion(request: HttpRequest, code: str) -> HttpResponse:
    """Tout ce qui fait un programme, avec ce qui manque pour commencer."""
    programme = _a_gerer(request, code, "gerer_programme")
    exercices = exercices_de(programme)
    contexte = {
        "programme": programme,
        "exercices": exercices,
        "exercice": exercices[0] if exercices else None,
        "axes": axes_de(programme),
        "places": places_de(programme, exercices[0], toutes=True) if exercices else [],
        "actes": programme.actes.select_related("modifie").prefetch_related("signataires__organisation"),
        "mesures": programme.mesures.count(),
        "formules_proposees": len(lignes_a_formule(programme, confirmees=False)),
    }
    return render(request, "programmes_gestion/gestion.html", contexte)


@autorise(Role.CHARGEE_MISSION)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def programme_modifier(request: HttpRequest, code: str) -> HttpResponse:
    """Change le cadre du programme."""
    programme = _a_gerer(request, code, "gerer_programme")
    initial = {nom: getattr(programme, nom) for nom in CADRE}
    form = forms.FormulaireCadre(envoye(request), initial=initial)
    return _formulaire(
        request, programme, form, "Modifier le programme",
        lambda d: services.modifier_programme(programme=programme, **d, acteur=request.user),
    )  # fmt: skip


@autorise(Role.CHARGEE_MISSION)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def exercice_nouveau(request: HttpRequest, code: str) -> HttpResponse:
    """Ajoute un exercice."""
    programme = _a_gerer(request, code, "gerer_exercice")
    form = forms.FormulaireExercice(envoye(request))
    return _formulaire(
        request, programme, form, "Ajouter un exercice",
        lambda d: services.creer_exercice(programme=programme, **d, acteur=request.user),
    )  # fmt: skip


@autorise(Role.CHARGEE_MISSION)
@require_POST
def exercice_cloture(request: HttpRequest, code: str, exercice: str) -> HttpResponse:
    """Clôt un exercice, ou le rouvre."""
    programme = _a_gerer(request, code, "gerer_exercice")
    concerne = portee_de(programme.code, exercice).exercice
    service = services.rouvrir_exercice if concerne.clos_le else services.cloturer_exercice
    try:
        service(exercice=concerne, acteur=request.user)
        messages.success(
            request, "Exercice rouvert." if concerne.clos_le else "Exercice clos : il ne se modifie plus."
        )
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    return redirect("gestion", code=code)


@autorise(Role.CHARGEE_MISSION)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def exercice_modifier(request: HttpRequest, code: str, exercice: str) -> HttpResponse:
    """Change les bornes ou la date d'arrêt d'un exercice ouvert."""
    programme = _a_gerer(request, code, "gerer_exercice")
    concerne = portee_de(programme.code, exercice).exercice
    initial = {nom: getattr(concerne, nom) for nom in forms.FormulaireExercice.base_fields if nom != "envoi"}
    form = forms.FormulaireExercice(envoye(request), initial=initial)
    return _formulaire(
        request, programme, form, f"Modifier l'exercice {concerne.code}",
        lambda d: services.modifier_exercice(exercice=concerne, **_bornes(d), acteur=request.user),
    )  # fmt: skip


def _bornes(donnees: dict[str, Any]) -> dict[str, Any]:
    """Les bornes des indicateurs laissées vides sont celles de l'argent."""
    debut, fin = donnees["debut_indicateurs"], donnees["fin_indicateurs"]
    return donnees | {
        "debut_indicateurs": debut or donnees["debut_credits"],
        "fin_indicateurs": fin or donnees["fin_credits"],
    }


@autorise(Role.CHARGEE_MISSION)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def acte_nouveau(request: HttpRequest, code: str) -> HttpResponse:
    """Déclare une convention, un avenant, une délibération…"""
    programme = _a_gerer(request, code, "gerer_programme")
    form = forms.FormulaireActe(envoye(request), programme=programme)
    return _formulaire(
        request, programme, form, "Déclarer un acte",
        lambda d: services.declarer_acte(programme=programme, **d, acteur=request.user),
    )  # fmt: skip


@autorise(Role.CHARGEE_MISSION)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def axe_nouveau(request: HttpRequest, code: str) -> HttpResponse:
    """Ajoute un axe."""
    programme = _a_gerer(request, code, "gerer_actions")
    form = forms.FormulaireAxe(envoye(request))
    return _formulaire(
        request, programme, form, "Ajouter un axe",
        lambda d: services.creer_axe(programme=programme, **d, acteur=request.user),
    )  # fmt: skip


@autorise(Role.CHARGEE_MISSION)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def objectif_nouveau(request: HttpRequest, code: str) -> HttpResponse:
    """Ajoute un objectif à un axe."""
    programme = _a_gerer(request, code, "gerer_actions")
    form = forms.FormulaireObjectif(envoye(request), programme=programme)
    return _formulaire(
        request, programme, form, "Ajouter un objectif",
        lambda d: services.creer_objectif(**d, acteur=request.user),
    )  # fmt: skip


@autorise(Role.CHARGEE_MISSION)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def action_nouvelle(request: HttpRequest, code: str) -> HttpResponse:
    """Ajoute une action et la place dans le programme."""
    programme = _a_gerer(request, code, "gerer_actions")
    form = forms.FormulaireAction(envoye(request), programme=programme)
    return _formulaire(
        request, programme, form, "Ajouter une action",
        lambda d: ajouter_action(programme=programme, **d, acteur=request.user),
    )  # fmt: skip


@autorise(Role.CHARGEE_MISSION)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def organisme_nouveau(request: HttpRequest, code: str) -> HttpResponse:
    """Ajoute un organisme à la liste partagée."""
    programme = _a_gerer(request, code, "gerer_actions")
    form = forms.FormulaireOrganisme(envoye(request))
    return _formulaire(
        request, programme, form, "Ajouter un organisme",
        lambda d: creer_organisation(**d, acteur=request.user),
    )  # fmt: skip


def _a_gerer(request: HttpRequest, code: str, droit: str) -> Programme:
    programme = programme_de(code)
    exiger(request.user, droit, programme)
    return programme


def _formulaire(
    request: HttpRequest,
    programme: Programme,
    form: Formulaire,
    titre: str,
    ecrire: Callable[[dict[str, Any]], object],
) -> HttpResponse:
    """Le geste commun : vérifier, écrire, revenir à la gestion ; ou remontrer le formulaire rempli."""
    if (
        request.method == "POST"
        and form.is_valid()
        and _essayer(form, lambda: ecrire(_donnees(form))) is not None
    ):
        messages.success(request, "Enregistré.")
        return redirect("gestion", code=programme.code)
    contexte = {"programme": programme, "form": form, "titre": titre}
    return render(
        request, "programmes_gestion/formulaire.html", contexte, status=422 if form.is_bound else 200
    )


def _donnees(form: Formulaire) -> dict[str, Any]:
    return {nom: valeur for nom, valeur in form.cleaned_data.items() if nom != "envoi"}


def _essayer(form: Formulaire, ecrire: Callable[[], Any]) -> Any:
    """Écrit, ou reporte le refus du service sur le formulaire et rend `None`."""
    try:
        return ecrire()
    except ValidationError as erreur:
        reporter_erreurs(form, erreur)
        return None

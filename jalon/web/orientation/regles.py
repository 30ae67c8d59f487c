"""Les règles : leurs versions, les écrire, les essayer sur des mois passés, les mettre en service."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jalon.parcours.orientation import selectors, services
from jalon.parcours.orientation.criteres import CATALOGUE
from jalon.parcours.orientation.enums import EtatJeu
from jalon.web.formulaires import Formulaire, envoye, reporter_erreurs, une_seule_fois
from jalon.web.orientation.commun import dire_refus, ecriture_regles, jeu_de, orientation_seule, regle_de
from jalon.web.orientation.formulaires_regles import FormulaireCapacite, FormulaireJeu, FormulaireRegle


@orientation_seule
@require_http_methods(["GET", "POST"])
@une_seule_fois
def orientation_regles(request: HttpRequest) -> HttpResponse:
    """Les versions des règles ; en créer une."""
    ecrit = selectors.fixe_regles(request.user)
    form = FormulaireJeu(envoye(request)) if ecrit else None
    if form is not None and form.is_bound and form.is_valid():
        try:
            jeu = services.creer_jeu(libelle=form.cleaned_data["libelle"], acteur=request.user)
            return redirect("orientation_jeu", cle=jeu.pk)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    contexte = {"jeux": selectors.jeux_de_regles(request.user), "form": form}
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "orientation/regles.html", contexte, status=status)


@orientation_seule
@require_GET
def orientation_jeu(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Une version : ses règles dans l'ordre."""
    jeu = jeu_de(request, cle)
    regles = [
        (regle, [(CATALOGUE[c["code"]].libelle, selectors.dire_condition(c)) for c in regle.criteres])
        for regle in sorted(jeu.regles.all(), key=lambda r: r.ordre)
    ]
    contexte = {
        "jeu": jeu,
        "regles": regles,
        "modifiable": jeu.etat == EtatJeu.BROUILLON and selectors.fixe_regles(request.user),
        "ecrit": selectors.fixe_regles(request.user),
        "geste": Formulaire(),
        "aujourdhui": timezone.localdate(),
    }
    return render(request, "orientation/jeu.html", contexte)


@ecriture_regles
@require_POST
@une_seule_fois
def orientation_jeu_copier(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Duplique une version en brouillon."""
    jeu = jeu_de(request, cle)
    libelle = f"D'après la version {jeu.version}"
    copie = services.creer_jeu(libelle=libelle, copie_de=jeu, acteur=request.user)
    messages.success(request, f"La version {copie.version} est un brouillon : changez-la, essayez-la.")
    return redirect("orientation_jeu", cle=copie.pk)


@ecriture_regles
@require_POST
@une_seule_fois
def orientation_jeu_servir(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Met une version en service à partir d'aujourd'hui."""
    jeu = jeu_de(request, cle)
    try:
        services.mettre_en_service(jeu=jeu, acteur=request.user)
        messages.success(request, f"La version {jeu.version} est en service.")
    except ValidationError as erreur:
        dire_refus(request, erreur)
    return redirect("orientation_jeu", cle=cle)


@ecriture_regles
@require_http_methods(["GET", "POST"])
@une_seule_fois
def orientation_regle_nouvelle(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Ajoute une règle, en dernier, à un brouillon."""
    jeu = jeu_de(request, cle)
    return _ecrire(request, jeu, None)


@ecriture_regles
@require_http_methods(["GET", "POST"])
@une_seule_fois
def orientation_regle(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Change une règle d'un brouillon."""
    regle = regle_de(request, cle)
    return _ecrire(request, regle.jeu, regle)


@ecriture_regles
@require_POST
@une_seule_fois
def orientation_regle_bouger(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Monte, descend ou enlève une règle."""
    regle = regle_de(request, cle)
    jeu, geste = regle.jeu_id, request.POST.get("geste", "")
    try:
        if geste == "enlever":
            services.retirer_regle(regle=regle, acteur=request.user)
        elif geste in ("monter", "descendre"):
            rang = regle.ordre + (1 if geste == "descendre" else -1)
            services.deplacer_regle(regle=regle, rang=rang, acteur=request.user)
    except ValidationError as erreur:
        dire_refus(request, erreur)
    return redirect("orientation_jeu", cle=jeu)


@orientation_seule
@require_http_methods(["GET", "POST"])
@une_seule_fois
def orientation_capacites(request: HttpRequest) -> HttpResponse:
    """Les places de chaque organisme, et ce qui les remplit aujourd'hui."""
    ecrit = selectors.fixe_regles(request.user)
    form = FormulaireCapacite(envoye(request), initial={"du": timezone.localdate()}) if ecrit else None
    if form is not None and form.is_bound and form.is_valid():
        donnees = form.cleaned_data
        try:
            services.fixer_capacite(
                organisation=donnees["organisation"],
                voie=donnees["voie"],
                places=donnees["places"],
                territoires=[epci.code for epci in donnees["territoires"]],
                du=donnees["du"],
                acteur=request.user,
            )
            messages.success(request, "La capacité est fixée.")
            return redirect("orientation_capacites")
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    contexte = {"etats": selectors.etats_capacites(request.user), "form": form}
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "orientation/capacites.html", contexte, status=status)


def _ecrire(request: HttpRequest, jeu, regle) -> HttpResponse:
    organismes = selectors.organismes_referents(request.user)
    form = FormulaireRegle(envoye(request), organismes=organismes, regle=regle)
    if form.is_bound and form.is_valid():
        donnees = form.cleaned_data
        try:
            services.ecrire_regle(
                jeu=jeu,
                regle=regle,
                criteres=form.criteres(),
                acteur=request.user,
                **{
                    nom: donnees[nom] for nom in ("libelle", "destination", "voie", "organisme", "si_complet")
                },
            )
            messages.success(
                request, "La règle est écrite. Essayez la version avant de la mettre en service."
            )
            return redirect("orientation_jeu", cle=jeu.pk)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    contexte = {"jeu": jeu, "regle": regle, "form": form}
    return render(request, "orientation/regle.html", contexte, status=422 if form.is_bound else 200)

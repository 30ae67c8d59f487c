"""Les lignes d'un programme qui se calculent d'après les faits : lesquelles, par quel indicateur."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jalon.mesure.chiffres.enums import MesureCalcul, PasCalcul
from jalon.mesure.indicateurs.declaration import COUPES
from jalon.pilotage.calculs.nuit import dernier_passage
from jalon.pilotage.calculs.selectors import LigneReglable, declarations_de_meme_unite, lignes_reglables
from jalon.pilotage.calculs.services import regler_ligne, retirer_reglage
from jalon.pilotage.programmes.acces import exiger
from jalon.pilotage.programmes.models import Programme
from jalon.pilotage.programmes.selectors import exercices_de
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import Role
from jalon.socle.taches.services import lancer_tache
from jalon.web.formulaires import Formulaire, envoye, reporter_erreurs, une_seule_fois
from jalon.web.portee import portee_de, programme_de
from jalon.web.programmes_gestion.tache import VERBE

MONTRER = {"calculees": "celles qui se calculent", "calculables": "celles qui peuvent se calculer"}


class FormulaireReglage(Formulaire):
    """Par quel indicateur une ligne se calcule, sur quelle part et pour quelles périodes."""

    code = forms.ChoiceField(label="Calculée par", choices=())
    pas = forms.ChoiceField(label="Pour", choices=PasCalcul.choices)
    mesure = forms.ChoiceField(label="Écrire", choices=MesureCalcul.choices)
    axe = forms.ChoiceField(
        label="Seulement une part",
        choices=[("", "non, tout le monde"), *((nom, nom) for nom in COUPES if nom != "mois")],
        required=False,
    )
    valeur = forms.CharField(
        label="Laquelle",
        required=False,
        max_length=80,
        help_text="« femme », « 200000001 » (code d'un territoire), « sociale »… Vide : les non renseignés.",
    )

    def __init__(self, *args: Any, unite: str, **options: Any) -> None:
        super().__init__(*args, **options)
        declarations = declarations_de_meme_unite(unite)
        self.fields["code"].choices = [(d.code, f"{d.titre} ({d.code})") for d in declarations]

    @property
    def coupe(self) -> dict[str, str | None]:
        axe = self.cleaned_data["axe"]
        return {axe: self.cleaned_data["valeur"].strip() or None} if axe else {}


@autorise(Role.CHARGEE_MISSION)
@require_GET
def calculs(request: HttpRequest, code: str) -> HttpResponse:
    """Les lignes du programme, et par quoi elles se calculent ; `?montrer=` et `?q=` les filtrent."""
    programme = _a_gerer(request, code)
    q, montrer = request.GET.get("q", "").strip(), request.GET.get("montrer", "")
    toutes = lignes_reglables(programme)
    unites = {ligne.unite: bool(declarations_de_meme_unite(ligne.unite)) for ligne in toutes}
    gardees = {"calculees": lambda li: li.calculee, "calculables": lambda li: unites[li.unite]}
    lignes = [
        ligne
        for ligne in toutes
        if q.casefold() in ligne.libelle.casefold() and gardees.get(montrer, lambda li: True)(ligne)
    ]
    contexte = {
        "programme": programme,
        "exercices": [e for e in exercices_de(programme) if e.clos_le is None],
        "passage": dernier_passage(programme.pk),
        "lignes": [(ligne, unites[ligne.unite]) for ligne in lignes],
        "reglees": sum(ligne.calculee for ligne in toutes),
        "total": len(toutes),
        "q": q,
        "montrer": montrer,
        "choix_montrer": MONTRER,
    }
    return render(request, "programmes_gestion/calculs.html", contexte)


@autorise(Role.CHARGEE_MISSION)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def calcul_regler(request: HttpRequest, code: str, serie: UUID) -> HttpResponse:
    """Choisit l'indicateur qui calcule une ligne."""
    programme = _a_gerer(request, code)
    ligne = _ligne(programme, serie)
    form = FormulaireReglage(envoye(request), unite=ligne.unite, initial=_initial(ligne))
    if request.method == "POST" and form.is_valid():
        choix = {nom: form.cleaned_data[nom] for nom in ("code", "pas", "mesure")}
        try:
            regler_ligne(
                programme=programme, serie=ligne.serie, coupe=form.coupe, **choix, acteur=request.user
            )
            messages.success(request, "Ligne réglée : ses cases se rempliront au prochain calcul.")
            return redirect("calculs", code=code)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    contexte = {"programme": programme, "ligne": ligne, "form": form}
    return render(
        request, "programmes_gestion/calcul_regler.html", contexte, status=422 if form.is_bound else 200
    )


@autorise(Role.CHARGEE_MISSION)
@require_POST
def calcul_retirer(request: HttpRequest, code: str, serie: UUID) -> HttpResponse:
    """La ligne redevient saisie."""
    programme = _a_gerer(request, code)
    retirer_reglage(programme=programme, serie=_ligne(programme, serie).serie, acteur=request.user)
    messages.success(request, "Cette ligne ne se calcule plus ; ses chiffres calculés restent.")
    return redirect("calculs", code=code)


@autorise(Role.CHARGEE_MISSION)
@require_POST
def calculs_lancer(request: HttpRequest, code: str, exercice: str) -> HttpResponse:
    """Calcule les cases réglées d'un exercice, en tâche."""
    portee = portee_de(code, exercice)
    exiger(request.user, "gerer_annexes", portee.programme)
    tache = lancer_tache(
        VERBE,
        libelle=f"Calcul des indicateurs, {portee.programme.code} {portee.exercice.code}",
        programme=portee.programme.code,
        exercice=portee.exercice.code,
        acteur=request.user,
    )
    return redirect("tache", cle=tache.pk)


def _initial(ligne: LigneReglable) -> dict[str, Any]:
    if ligne.reglage is None:
        return {}
    axe, valeur = next(iter(ligne.reglage.coupe.items()), ("", ""))
    reglage = ligne.reglage
    return {
        "code": reglage.code,
        "pas": reglage.pas,
        "mesure": reglage.mesure,
        "axe": axe,
        "valeur": valeur or "",
    }


def _a_gerer(request: HttpRequest, code: str) -> Programme:
    programme = programme_de(code)
    exiger(request.user, "gerer_annexes", programme)
    return programme


def _ligne(programme: Programme, serie: UUID) -> LigneReglable:
    ligne = next((li for li in lignes_reglables(programme) if li.serie_id == serie), None)
    if ligne is None:
        raise Http404("Cette ligne n'est pas dans ce programme.")
    return ligne

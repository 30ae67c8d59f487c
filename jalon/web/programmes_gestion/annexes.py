"""Les annexes d'indicateurs : mesures souscrites ou non, formules proposées à confirmer."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jalon.pilotage.bilans.formules import lignes_a_formule, series_a_additionner
from jalon.pilotage.programmes.acces import exiger
from jalon.pilotage.programmes.models import LigneAnnexe, Mesure, Programme
from jalon.pilotage.programmes.services import confirmer_formule, modifier_mesure, retirer_formule
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import Role
from jalon.web.formulaires import envoye, reporter_erreurs, une_seule_fois
from jalon.web.portee import programme_de
from jalon.web.programmes_gestion.forms import FormulaireFormule


@autorise(Role.CHARGEE_MISSION)
@require_GET
def annexes(request: HttpRequest, code: str) -> HttpResponse:
    """Les formules à confirmer, celles qui le sont, et les mesures."""
    programme = _a_gerer(request, code)
    contexte = {
        "programme": programme,
        "proposees": lignes_a_formule(programme, confirmees=False),
        "confirmees": lignes_a_formule(programme, confirmees=True),
        "mesures": programme.mesures.order_by("ordre"),
    }
    return render(request, "programmes_gestion/annexes.html", contexte)


@autorise(Role.CHARGEE_MISSION)
@require_POST
def mesure_souscrire(request: HttpRequest, code: str, mesure: str) -> HttpResponse:
    """Dit qu'une mesure d'annexe est souscrite, ou qu'elle ne l'est pas."""
    programme = _a_gerer(request, code)
    concernee = get_object_or_404(Mesure, pk=mesure, programme=programme)
    souscrite = request.POST.get("souscrite") == "1"
    modifier_mesure(mesure=concernee, souscrite=souscrite, acteur=request.user)
    messages.success(request, "Mesure souscrite." if souscrite else "Mesure notée comme non souscrite.")
    return redirect("annexes", code=code)


@autorise(Role.CHARGEE_MISSION)
@require_POST
def formule_decider(request: HttpRequest, code: str, ligne: str) -> HttpResponse:
    """Confirme la formule proposée d'une ligne, ou la retire."""
    concernee = _ligne(_a_gerer(request, code), ligne)
    try:
        if request.POST.get("geste") == "confirmer":
            confirmer_formule(ligne=concernee, formule=concernee.formule, acteur=request.user)
            messages.success(request, "Formule confirmée : la ligne se déduit des fiches.")
        else:
            retirer_formule(ligne=concernee, acteur=request.user)
            messages.success(request, "Formule retirée : la ligne garde ses propres valeurs.")
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    return redirect("annexes", code=code)


@autorise(Role.CHARGEE_MISSION)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def formule(request: HttpRequest, code: str, ligne: str) -> HttpResponse:
    """Change ce qu'une ligne additionne, et le confirme."""
    programme = _a_gerer(request, code)
    concernee = _ligne(programme, ligne)
    choix = series_a_additionner(programme)
    form = FormulaireFormule(
        envoye(request), choix=choix, initial={"series": concernee.formule.get("somme", [])}
    )
    if request.method == "POST" and form.is_valid():
        try:
            somme = {"somme": form.cleaned_data["series"]}
            confirmer_formule(ligne=concernee, formule=somme, acteur=request.user)
            messages.success(request, "Formule confirmée : la ligne se déduit des fiches.")
            return redirect("annexes", code=code)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    contexte = {"programme": programme, "ligne": concernee, "form": form, "choix": choix}
    return render(request, "programmes_gestion/formule.html", contexte, status=422 if form.is_bound else 200)


def _a_gerer(request: HttpRequest, code: str) -> Programme:
    programme = programme_de(code)
    exiger(request.user, "gerer_annexes", programme)
    return programme


def _ligne(programme: Programme, cle: str) -> LigneAnnexe:
    lignes = LigneAnnexe.objects.select_related("mesure__programme")
    return get_object_or_404(lignes, pk=cle, mesure__programme=programme)

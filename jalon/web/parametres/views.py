"""Les paramètres datés : la valeur en vigueur, celles d'avant, la source de chacune."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import Role
from jalon.socle.parametres.models import Parametre
from jalon.socle.parametres.selectors import parametres_en_vigueur, valeurs_de
from jalon.socle.parametres.services import fixer_parametre
from jalon.web.formulaires import envoye, reporter_erreurs, une_seule_fois
from jalon.web.parametres.forms import FormulaireParametre, FormulaireValeur, ecrire_valeur


@autorise(Role.ADMINISTRATEUR)
@require_GET
def parametres(request: HttpRequest) -> HttpResponse:
    """Les paramètres en vigueur aujourd'hui, puis ceux qui ne le sont pas."""
    aujourd_hui = timezone.localdate()
    en_vigueur = list(parametres_en_vigueur(aujourd_hui))
    codes = {p.code for p in en_vigueur}
    hors_vigueur = {p.code: p for p in Parametre.objects.exclude(code__in=codes).order_by("code", "periode")}
    contexte = {
        "en_vigueur": [_ligne(p) for p in en_vigueur],
        "hors_vigueur": [_ligne(p) for p in hors_vigueur.values()],
        "aujourd_hui": aujourd_hui,
    }
    return render(request, "parametres/liste.html", contexte)


@autorise(Role.ADMINISTRATEUR)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def parametre(request: HttpRequest, code: str) -> HttpResponse:
    """Toutes les valeurs d'un paramètre ; en fixe une nouvelle."""
    valeurs = list(valeurs_de(code))
    if not valeurs:
        raise Http404("Ce paramètre n'existe pas.")
    form = FormulaireValeur(envoye(request), derniere=valeurs[0])
    if request.method == "POST" and form.is_valid() and _fixer(request, form, code):
        return redirect("parametre", code=code)
    contexte = {
        "code": code,
        "lignes": [_ligne(p) for p in valeurs],
        "parametre": valeurs[0],
        "form": form,
        "aujourd_hui": timezone.localdate(),
    }
    return render(request, "parametres/parametre.html", contexte, status=422 if form.is_bound else 200)


@autorise(Role.ADMINISTRATEUR)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def parametre_nouveau(request: HttpRequest) -> HttpResponse:
    """Un paramètre nouveau, avec sa première valeur."""
    form = FormulaireParametre(envoye(request))
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        if _fixer(request, form, code):
            return redirect("parametre", code=code)
    return render(request, "parametres/nouveau.html", {"form": form}, status=422 if form.is_bound else 200)


def _fixer(request: HttpRequest, form: FormulaireValeur, code: str) -> bool:
    donnees = {nom: valeur for nom, valeur in form.cleaned_data.items() if nom not in ("code", "envoi")}
    try:
        fixer_parametre(code=code, **donnees, acteur=request.user)
    except ValidationError as erreur:
        reporter_erreurs(form, erreur)
        return False
    messages.success(request, "Valeur enregistrée. La précédente reste, avec ses dates.")
    return True


def _ligne(parametre: Parametre) -> dict[str, object]:
    """Valeur écrite et dates incluses (la base garde la fin exclue)."""
    fin = parametre.periode.upper
    return {
        "parametre": parametre,
        "valeur": ecrire_valeur(parametre.valeur),
        "du": parametre.periode.lower,
        "au": fin - timedelta(days=1) if fin else None,
    }

"""Le tableau de bord d'un rôle : peu de chiffres, choisis, chacun avec sa phrase et son lien."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from jalon.mesure.chiffres.calcul import demander
from jalon.mesure.indicateurs.declaration import Declaration
from jalon.mesure.indicateurs.moteurs import ouvrir
from jalon.mesure.tableaux.enums import Duree
from jalon.mesure.tableaux.models import ChiffreChoisi
from jalon.mesure.tableaux.selectors import chiffres_choisis, periode
from jalon.mesure.tableaux.services import choisir_chiffres
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import Role
from jalon.web.formulaires import envoye, reporter_erreurs, une_seule_fois
from jalon.web.mesure.cases import CaseAffichee, Masque
from jalon.web.mesure.commun import LECTEURS, familles
from jalon.web.mesure.filtres import nommer_periode
from jalon.web.mesure.forms import FormulaireTableau
from jalon.web.mesure.lecture import masque_de
from jalon.web.mesure.tendance import calculer


@dataclass(frozen=True, slots=True)
class Chiffre:
    """Un chiffre du tableau : sa valeur, et celle de la période d'avant pour dire le sens."""

    declaration: Declaration
    du: date
    au: date
    periode: str
    case: CaseAffichee


@autorise(*LECTEURS)
@require_GET
def tableau_de_bord(request: HttpRequest) -> HttpResponse:
    """Les chiffres choisis pour les rôles du compte, puis le catalogue entier."""
    masque = masque_de(request.user)
    contexte = {
        "chiffres": _chiffres(request.roles, masque),
        "seuil": masque.seuil,
        "familles": [(nom, declarations) for _, nom, declarations in familles()],
        "administre": Role.ADMINISTRATEUR in request.roles,
        "roles": [(role, role.label) for role in Role if role in LECTEURS],
    }
    return render(request, "mesure/tableau.html", contexte)


@autorise(Role.ADMINISTRATEUR)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def tableau_regler(request: HttpRequest, role: str) -> HttpResponse:
    """Choisit les chiffres d'un rôle et leur ordre."""
    if role not in {lecteur.value for lecteur in LECTEURS}:
        raise Http404("Ce rôle n'a pas de tableau de bord.")
    regle = Role(role)
    choisis = [(c.code, c.duree) for c in ChiffreChoisi.objects.filter(role=regle).order_by("rang")]
    form = FormulaireTableau(envoye(request), choisis=choisis)
    if form.is_bound and form.is_valid():
        try:
            choisir_chiffres(role=regle, choix=form.choix(), acteur=request.user)
            messages.success(request, f"Le tableau de bord « {regle.label} » est réglé.")
            return redirect("tableau_de_bord")
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    contexte = {"form": form, "role": regle.label}
    return render(request, "mesure/tableau_regler.html", contexte, status=422 if form.is_bound else 200)


def _chiffres(roles: frozenset[Role], masque: Masque) -> list[Chiffre]:
    """Les chiffres choisis, en une lecture du moteur."""
    aujourdhui = timezone.localdate()
    choisis = [(d, *periode(Duree(duree), aujourdhui)) for d, duree in chiffres_choisis(roles)]
    if not choisis:
        return []
    with ouvrir() as moteur:
        lus = calculer([demander(d, du, au) for d, du, au in choisis], moteur)
    return [
        Chiffre(d, du, au, nommer_periode(du, au), masque.total(d, resultats[0]))
        for (d, du, au), resultats in zip(choisis, lus, strict=True)
    ]

"""Saisir un montant, un chiffre ou un indicateur d'une action."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from jalon.mesure.chiffres.enums import GenrePeriode, Statut
from jalon.mesure.chiffres.services import Constat
from jalon.pilotage.bilans.indicateurs import ajouter_indicateur
from jalon.pilotage.bilans.services import saisir_indicateur
from jalon.pilotage.finances.services import saisir_contrepartie, saisir_credit, saisir_depense
from jalon.pilotage.programmes.models import SerieAction
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import Role
from jalon.socle.periodes import Genre, Periode
from jalon.web.actions.forms import FORMULAIRES_MONTANT, FormulaireChiffre, FormulaireIndicateur
from jalon.web.actions.portee import PorteeAction, portee_a_ecrire
from jalon.web.formulaires import envoye, reporter_erreurs, une_seule_fois

ECRITURE = (Role.CHARGEE_MISSION, Role.PILOTE)
TITRES = {
    "credit": "Ajouter un crédit",
    "depense": "Ajouter une dépense",
    "contrepartie": "Ajouter une contrepartie du département",
}
SERVICES = {"credit": saisir_credit, "depense": saisir_depense, "contrepartie": saisir_contrepartie}
RENOMMES = {"acte": "acte_credit", "date": "le"}
"""Champs de formulaire que le service nomme autrement."""


@autorise(*ECRITURE)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def action_montant(request: HttpRequest, code: str, exercice: str, cle: str, genre: str) -> HttpResponse:
    """Saisit un crédit, une dépense ou une contrepartie."""
    if genre not in SERVICES:
        raise Http404("On saisit un crédit, une dépense ou une contrepartie.")
    portee = portee_a_ecrire(request, code, exercice, cle, droit=f"saisir_{genre}")
    form = FORMULAIRES_MONTANT[genre](envoye(request), programme=portee.programme)
    if request.method == "POST" and form.is_valid():
        donnees = {
            RENOMMES.get(nom, nom): valeur for nom, valeur in form.cleaned_data.items() if nom != "envoi"
        }
        try:
            SERVICES[genre](
                action=portee.place.action, exercice=portee.exercice, **donnees, acteur=request.user
            )
            return _enregistre(request, portee, "budget")
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    return _rendre(request, portee, form, TITRES[genre])


@autorise(*ECRITURE)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def chiffre_saisir(request: HttpRequest, code: str, exercice: str, cle: str, serie: str) -> HttpResponse:
    """Saisit la valeur d'un indicateur sur une période ; celle qui existe déjà est corrigée."""
    portee = portee_a_ecrire(request, code, exercice, cle, droit="saisir_chiffre")
    lien = SerieAction.objects.filter(action=portee.place.action, serie=serie).select_related("serie").first()
    if lien is None:
        raise Http404("Cet indicateur n'est pas de cette action.")
    form = FormulaireChiffre(envoye(request), initial=periode_de_l_exercice(portee))
    if request.method == "POST" and form.is_valid():
        donnees = form.cleaned_data
        try:
            saisir_indicateur(
                lien=lien,
                exercice=portee.exercice,
                periode=Periode(donnees["debut"], donnees["fin"], Genre(donnees["genre_periode"])),
                libelle_periode=donnees["libelle_periode"],
                constat=Constat(donnees["valeur"], donnees["statut"], methode=donnees["methode"]),
                acteur=request.user,
            )
            return _enregistre(request, portee, "indicateurs")
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    return _rendre(request, portee, form, "Saisir un chiffre", lien.libelle)


@autorise(Role.CHARGEE_MISSION)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def action_indicateur(request: HttpRequest, code: str, exercice: str, cle: str) -> HttpResponse:
    """Ajoute à l'action un indicateur à suivre chaque année."""
    portee = portee_a_ecrire(request, code, exercice, cle, droit="gerer_actions")
    form = FormulaireIndicateur(envoye(request))
    if request.method == "POST" and form.is_valid():
        donnees = {nom: valeur for nom, valeur in form.cleaned_data.items() if nom != "envoi"}
        try:
            ajouter_indicateur(action=portee.place.action, **donnees, acteur=request.user)
            return _enregistre(request, portee, "indicateurs")
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    return _rendre(request, portee, form, "Ajouter un indicateur")


def periode_de_l_exercice(portee: PorteeAction) -> dict[str, Any]:
    """La période la plus probable : celle des indicateurs de l'exercice."""
    exercice = portee.exercice
    annee = exercice.debut_indicateurs.year
    civile = (exercice.debut_indicateurs.month, exercice.fin_indicateurs.month) == (1, 12)
    return {
        "libelle_periode": f"Année {annee}" if civile else exercice.code,
        "genre_periode": GenrePeriode.ANNEE if civile else GenrePeriode.INTERVALLE,
        "debut": exercice.debut_indicateurs,
        "fin": exercice.fin_indicateurs,
        "statut": Statut.COMPTE,
    }


def _enregistre(request: HttpRequest, portee: PorteeAction, ancre: str) -> HttpResponse:
    messages.success(request, f"Enregistré à {timezone.localtime():%H h %M}.")
    return redirect(f"{reverse('action', kwargs=portee.arguments)}#section-{ancre}")


def _rendre(
    request: HttpRequest, portee: PorteeAction, form: Any, titre: str, aide: str = ""
) -> HttpResponse:
    contexte = portee.contexte() | {"form": form, "titre": titre, "aide": aide}
    return render(request, "actions/formulaire.html", contexte, status=422 if form.is_bound else 200)

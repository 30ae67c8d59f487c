"""Les signataires d'un acte : convention, avenant, délibération…"""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from jalon.pilotage.programmes.acces import exiger
from jalon.pilotage.programmes.models import Acte, Signataire
from jalon.pilotage.programmes.services import ajouter_signataire, retirer_signataire
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from jalon.socle.organisations.services import creer_organisation
from jalon.web.formulaires import envoye, reporter_erreurs, une_seule_fois
from jalon.web.portee import programme_de
from jalon.web.programmes_gestion.forms import FormulaireSignataire


@autorise(Role.CHARGEE_MISSION)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def acte_signataires(request: HttpRequest, code: str, acte: str) -> HttpResponse:
    """Les signataires d'un acte ; en ajoute un."""
    signe = _acte_a_gerer(request, code, acte)
    form = FormulaireSignataire(envoye(request))
    if request.method == "POST" and form.is_valid() and _ajouter(signe, form, request.user):
        messages.success(request, "Signataire ajouté.")
        return redirect("acte_signataires", code=code, acte=signe.pk)
    contexte = {
        "programme": signe.programme,
        "acte": signe,
        "form": form,
        "signataires": signe.signataires.select_related("organisation").order_by("id"),
        "avenants": signe.avenants.order_by("signe_le", "numero"),
    }
    statut = 422 if form.is_bound else 200
    return render(request, "programmes_gestion/signataires.html", contexte, status=statut)


def _ajouter(signe: Acte, form: FormulaireSignataire, acteur: Compte) -> bool:
    donnees = form.cleaned_data
    try:
        organisation = donnees["organisation"] or creer_organisation(nom=donnees["nouvelle"], acteur=acteur)
        ajouter_signataire(
            acte_signe=signe, organisation=organisation, qualite=donnees["qualite"], acteur=acteur
        )
        return True
    except ValidationError as erreur:
        reporter_erreurs(form, erreur)
        return False


@autorise(Role.CHARGEE_MISSION)
@require_POST
def signataire_retirer(request: HttpRequest, code: str, acte: str, signataire: int) -> HttpResponse:
    """Retire un signataire de l'acte."""
    signe = _acte_a_gerer(request, code, acte)
    retirer_signataire(
        signataire=get_object_or_404(Signataire, pk=signataire, acte=signe), acteur=request.user
    )
    messages.success(request, "Signataire retiré de l'acte.")
    return redirect("acte_signataires", code=code, acte=signe.pk)


def _acte_a_gerer(request: HttpRequest, code: str, acte: str) -> Acte:
    programme = programme_de(code)
    exiger(request.user, "gerer_programme", programme)
    return get_object_or_404(
        Acte.objects.select_related("programme", "modifie"), pk=acte, programme=programme
    )

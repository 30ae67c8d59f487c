"""Convoquer les personnes cochées d'une liste de travail."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from jalon.parcours.personnes.models import Personne
from jalon.parcours.rendezvous import services
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_DOSSIERS
from jalon.web.formulaires import reporter_erreurs, une_seule_fois
from jalon.web.rendezvous.agenda import adresse_du_jour
from jalon.web.rendezvous.commun import a_sa_main, choix_agents, cles_demandees
from jalon.web.rendezvous.forms import FormulaireConvocation


@autorise(*ROLES_DOSSIERS)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def convoquer_plusieurs(request: HttpRequest) -> HttpResponse:
    """La date, le lieu et l'agent ; les personnes viennent de la liste, dans son ordre."""
    demande = request.POST if request.method == "POST" else request.GET
    personnes = _personnes(cles_demandees(demande.getlist("personne")))
    if not personnes:
        messages.warning(request, "Cochez au moins une personne de la liste.")
        return redirect("listes_travail")
    form = FormulaireConvocation(
        request.POST if request.method == "POST" else None,
        initial={"agent": request.user},
        **choix_agents(request),
    )
    if form.is_bound and form.is_valid():
        lu = form.cleaned_data
        try:
            with a_sa_main():
                services.convoquer_a_la_suite(
                    personnes=[personne.pk for personne in personnes],
                    debut=lu["debut"],
                    acteur=request.user,
                    **{nom: lu[nom] for nom in ("motif", "lieu", "agent", "mode")},
                )
            messages.success(request, f"Convocations enregistrées : {len(personnes)}. Elles partent.")
            qui = f"&agent={lu['agent'].pk}" if lu["agent"] else f"&lieu={lu['lieu'].pk}"
            return redirect(adresse_du_jour(lu["jour"]) + qui)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    contexte = {"form": form, "personnes": personnes}
    return render(request, "rendezvous/convoquer_liste.html", contexte, status=422 if form.is_bound else 200)


def _personnes(cles: list[UUID]) -> list[Personne]:
    """Celles que le compte voit, dans l'ordre de la liste."""
    vues = Personne.objects.defer("nir_chiffre", "nir_cle", "trigrammes").filter(effacee_le=None)
    trouvees = vues.in_bulk(cles)
    return [trouvees[cle] for cle in cles if cle in trouvees]

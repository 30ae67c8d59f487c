"""Ce qui a passé sa durée, les listes d'élimination de leur visa à leur exécution, l'export d'un dossier."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jalon.parcours.personnes.conservation import selectors, services
from jalon.parcours.personnes.conservation.export_dossier import exporter_dossier
from jalon.parcours.personnes.conservation.export_liste import COLONNES, lignes_a_emporter, nom_de
from jalon.parcours.personnes.enums import EtatListeElimination, MotifElimination
from jalon.parcours.personnes.models import ListeElimination, Personne
from jalon.parcours.personnes.selectors import gere_droits
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import Role
from jalon.sources.flux_cnaf.codes import libelle
from jalon.sources.flux_cnaf.elimination import demander_elimination
from jalon.sources.flux_cnaf.expurgation import blocs_de
from jalon.web.conservation.forms import FormulaireAbandonListe, FormulaireVisa
from jalon.web.exports import exporter
from jalon.web.flux.commun import gestion
from jalon.web.formulaires import Formulaire, envoye, reporter_erreurs, une_seule_fois

PAR_PAGE = 100


def suivi(vue: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Ouvre la vue au délégué à la protection des données et aux gestionnaires de tout le département."""

    @autorise(Role.GESTIONNAIRE_DROITS, Role.DPO)
    @wraps(vue)
    def gardee(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.gere = gere_droits(request.user)
        if not request.gere and Role.DPO not in request.roles:
            raise PermissionDenied("Votre habilitation ne couvre pas tout le département.")
        return vue(request, *args, **kwargs)

    return gardee


@suivi
@require_GET
def conservation(request: HttpRequest) -> HttpResponse:
    """Combien de dossiers ont passé leur durée, et où en sont les listes : des comptes, aucun nom."""
    listes = selectors.listes_elimination(request.user)
    contexte = {
        "apercu": selectors.apercu_elimination(timezone.localdate(), request.user),
        "page": Paginator(listes, PAR_PAGE).get_page(request.GET.get("page")),
        "brouillon": listes.filter(etat=EtatListeElimination.BROUILLON).first(),
        "gere": request.gere,
        "geste": Formulaire(),
    }
    return render(request, "conservation/conservation.html", contexte)


@gestion
@require_POST
@une_seule_fois
def elimination_etablir(request: HttpRequest) -> HttpResponse:
    """Arrête la liste des dossiers dont la durée est passée aujourd'hui."""
    try:
        liste = services.etablir_liste(a_la_date=timezone.localdate(), acteur=request.user)
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
        return redirect("conservation")
    messages.success(request, "La liste est établie. Exportez-la et faites-la viser par les archives.")
    return redirect("elimination", cle=liste.pk)


@suivi
@require_GET
def elimination(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Une liste : ses comptes et son visa ; ses lignes, par clé, pour qui gère les droits."""
    liste = _liste(request, cle)
    lignes = selectors.lignes_de(liste, request.user)
    contexte = {
        "liste": liste,
        "comptes": [(MotifElimination(m).label, annee, nombre) for m, annee, nombre in liste.comptes],
        "page": Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page")),
        "gere": request.gere,
        "geste": Formulaire(),
    }
    return render(request, "conservation/elimination.html", contexte)


@gestion
@require_GET
def elimination_export(request: HttpRequest, cle: UUID, format: str) -> HttpResponse:
    """La liste à faire viser : numéros, motifs et dates, aucun nom."""
    liste = _liste(request, cle)
    return exporter(nom_de(liste), COLONNES, lignes_a_emporter(liste, request.user), format)


@gestion
@require_http_methods(["GET", "POST"])
@une_seule_fois
def elimination_viser(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Note le visa du service des archives."""
    liste = _liste(request, cle)
    form = FormulaireVisa(envoye(request))
    if form.is_bound and form.is_valid():
        try:
            services.approuver_liste(
                liste=liste,
                visa_reference=form.cleaned_data["visa_reference"],
                visa_le=form.cleaned_data["visa_le"],
                acteur=request.user,
            )
            messages.success(request, "Le visa est noté : la liste peut être exécutée.")
            return redirect("elimination", cle=cle)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    contexte = {"liste": liste, "form": form}
    return render(request, "conservation/viser.html", contexte, status=422 if form.is_bound else 200)


@gestion
@require_POST
@une_seule_fois
def elimination_executer(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Demande l'effacement d'une liste visée ; il se fait par lots, hors de cette page."""
    liste = _liste(request, cle)
    if liste.etat != EtatListeElimination.APPROUVEE:
        messages.error(request, "Cette liste n'a pas de visa, ou elle est terminée : rien n'est effacé.")
        return redirect("elimination", cle=cle)
    demander_elimination(liste, request.user)
    messages.success(request, "L'effacement est lancé. Rechargez cette page pour voir où il en est.")
    return redirect("elimination", cle=cle)


@gestion
@require_http_methods(["GET", "POST"])
@une_seule_fois
def elimination_abandonner(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Renonce à une liste, en disant pourquoi."""
    liste = _liste(request, cle)
    form = FormulaireAbandonListe(envoye(request))
    if form.is_bound and form.is_valid():
        try:
            services.abandonner_liste(liste=liste, motif=form.cleaned_data["motif"], acteur=request.user)
            messages.info(request, "La liste est abandonnée.")
            return redirect("elimination", cle=cle)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    contexte = {"liste": liste, "form": form}
    return render(request, "conservation/abandonner.html", contexte, status=422 if form.is_bound else 200)


@gestion
@require_GET
def dossier_export(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Le dossier entier d'une personne, à lui remettre ; l'export se note au journal des lectures."""
    try:
        octets = exporter_dossier(cle, request.user, libelle=libelle, lire=blocs_de)
    except Personne.DoesNotExist as erreur:
        raise Http404("Ce dossier n'existe pas, ou son identité est effacée.") from erreur
    reponse = HttpResponse(octets, content_type="application/zip")
    reponse["Content-Disposition"] = f'attachment; filename="dossier-{cle}.zip"'
    return reponse


def _liste(request: HttpRequest, cle: UUID) -> ListeElimination:
    try:
        return selectors.liste_par_id(cle, request.user)
    except ListeElimination.DoesNotExist as erreur:
        raise Http404("Cette liste n'existe pas.") from erreur

"""Recours, ordres à la caisse, barème."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jalon.parcours.manquements import selectors, services
from jalon.parcours.manquements.enums import EtatRecours, OrigineBareme
from jalon.parcours.manquements.horloges import horloge_du_recours, part_d_alerte
from jalon.parcours.manquements.models import Bareme, Bordereau, Recours
from jalon.parcours.manquements.selectors.ordres import COLONNES
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_DOSSIERS, Role
from jalon.socle.journal.lectures import noter_lecture
from jalon.web.exports import exporter
from jalon.web.flux.commun import gestion
from jalon.web.formulaires import Formulaire, envoye, reporter_erreurs, une_seule_fois
from jalon.web.manquements.forms import FormulaireJugement, FormulaireReponse, FormulaireTribunal
from jalon.web.manquements.forms_equipes import FormulaireBareme

PAR_PAGE = 50
R = EtatRecours
GESTES_RECOURS: dict[str, tuple[str, type[Formulaire], tuple[EtatRecours, ...]]] = {
    "repondre": ("Répondre au recours", FormulaireReponse, (R.DEPOSE, R.IMPLICITE)),
    "tribunal": ("Noter la saisine du tribunal", FormulaireTribunal, (R.IMPLICITE, R.REJETE, R.REFORME)),
    "jugement": ("Noter le jugement", FormulaireJugement, (R.TA,)),
}


@autorise(*ROLES_DOSSIERS)
@require_GET
def recours_liste(request: HttpRequest) -> HttpResponse:
    """Les recours, ceux qui attendent d'abord, avec le délai de réponse."""
    tous = request.GET.get("tous") == "oui"
    page = Paginator(selectors.recours(request.user, attendent=not tous), PAR_PAGE).get_page(
        request.GET.get("page")
    )
    jour = timezone.localdate()
    part = part_d_alerte(jour)
    lignes = [(r, horloge_du_recours(r, part), gestes_du_recours(r)) for r in page]
    return render(
        request, "manquements/recours.html", {"page": page, "lignes": lignes, "tous": tous, "jour": jour}
    )


def gestes_du_recours(recours: Recours) -> list[tuple[str, str]]:
    """Ce qui peut être fait d'un recours dans son état : code, titre."""
    return [(code, titre) for code, (titre, _, etats) in GESTES_RECOURS.items() if recours.etat in etats]


@autorise(*ROLES_DOSSIERS)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def recours_geste(request: HttpRequest, cle: UUID, geste: str) -> HttpResponse:
    """Répondre à un recours, noter le tribunal saisi, noter son jugement."""
    try:
        recours = selectors.recours_par_id(cle, request.user)
    except Recours.DoesNotExist as erreur:
        raise Http404("Ce recours n'existe pas, ou il n'est pas dans votre périmètre.") from erreur
    if geste not in dict(gestes_du_recours(recours)):
        raise Http404("Ce geste n'est pas possible dans l'état de ce recours.")
    noter_lecture(request.user, recours.manquement.personne_id, "recours")
    titre, formulaire, _ = GESTES_RECOURS[geste]
    form = formulaire(envoye(request))
    if request.method == "POST" and form.is_valid():
        try:
            _agir(geste, recours, form.cleaned_data, request)
            messages.success(request, "C'est noté.")
            return redirect("manquement", cle=recours.manquement_id)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    contexte = {"m": recours.manquement, "form": form, "titre": titre, "recours": recours}
    return render(request, "manquements/geste.html", contexte, status=422 if form.is_bound else 200)


def _agir(geste: str, recours: Recours, d: dict[str, Any], request: HttpRequest) -> None:
    if geste == "repondre":
        champs = {nom: d[nom] for nom in ("issue", "motivation", "taux", "duree_mois")}
        services.decider_recours(recours=recours, acteur=request.user, **champs)
    elif geste == "tribunal":
        services.saisir_tribunal(
            recours=recours, tribunal=d["tribunal"], saisi_le=d["saisi_le"], acteur=request.user
        )
    else:
        services.noter_jugement(
            recours=recours, annule=d["annule"] == "oui", rendu_le=d["rendu_le"], acteur=request.user
        )


@gestion
@require_GET
def ordres(request: HttpRequest) -> HttpResponse:
    """Ce que la caisse doit faire et ne sait pas encore ; les fichiers déjà établis."""
    contexte = {
        "attente": selectors.ordres_en_attente(request.user),
        "page": Paginator(selectors.bordereaux(request.user), PAR_PAGE).get_page(request.GET.get("page")),
        "geste": Formulaire(),
    }
    return render(request, "manquements/ordres.html", contexte)


@gestion
@require_POST
@une_seule_fois
def bordereau_etablir(request: HttpRequest) -> HttpResponse:
    """Réunit les ordres qui attendent en un fichier à remettre."""
    try:
        services.etablir_bordereau(acteur=request.user)
        messages.success(request, "Le fichier est établi : emportez-le et remettez-le à la caisse.")
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    return redirect("ordres")


@gestion
@require_GET
def bordereau_export(request: HttpRequest, cle: int, format: str) -> HttpResponse:
    """Le fichier à remettre à la caisse, en CSV ou ODS ; chaque dossier lu se note."""
    try:
        bordereau = selectors.bordereau_par_id(cle, request.user)
    except Bordereau.DoesNotExist as erreur:
        raise Http404("Ce fichier n'existe pas.") from erreur
    for personne in set(bordereau.ordres.values_list("manquement__personne_id", flat=True)):
        noter_lecture(request.user, personne, "bordereau")
    lignes = selectors.lignes_du_bordereau(bordereau, request.user)
    return exporter(f"ordres-caisse-{bordereau.pk}", COLONNES, lignes, format)


@autorise(*ROLES_DOSSIERS)
@require_GET
def bareme(request: HttpRequest) -> HttpResponse:
    """Le barème en vigueur un jour : la loi, et ce que le département resserre."""
    jour = timezone.localdate()
    lignes = Bareme.objects.filter(periode__contains=jour)
    gere = Role.GESTIONNAIRE_DROITS in request.roles
    return render(request, "manquements/bareme.html", {"lignes": lignes, "jour": jour, "gere": gere})


@gestion
@require_http_methods(["GET", "POST"])
@une_seule_fois
def bareme_resserrer(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Resserre une ligne de la loi, par délibération."""
    loi = get_object_or_404(Bareme, pk=cle, origine=OrigineBareme.LOI, taux_min__isnull=False)
    champs = ("taux_min", "taux_max", "plafond", "duree_min", "duree_max")
    form = FormulaireBareme(envoye(request), initial={nom: getattr(loi, nom) for nom in champs})
    if request.method == "POST" and form.is_valid():
        valeurs = {nom: form.cleaned_data[nom] for nom in (*champs, "deliberation", "du", "au")}
        try:
            services.ajouter_bareme_local(loi=loi, acteur=request.user, **valeurs)
            messages.success(request, "Le barème du département est enregistré.")
            return redirect("bareme")
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    contexte = {"form": form, "titre": f"Resserrer : {loi}", "retour": "bareme"}
    return render(request, "manquements/formulaire.html", contexte, status=422 if form.is_bound else 200)

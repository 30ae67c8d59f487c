"""Personnes perdues de vue : lancer une recherche, noter les tentatives et les résultats, faire le bilan."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jalon.parcours.suivi import selectors, services
from jalon.parcours.suivi.models import Campagne, LigneCampagne
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_DOSSIERS, Role
from jalon.socle.parametres.selectors import parametre
from jalon.web.exports import exporter
from jalon.web.formulaires import Formulaire, envoye, reporter_erreurs, une_seule_fois
from jalon.web.suivi.commun import filtres_demandes
from jalon.web.suivi.forms import FormulaireMessage, FormulaireRecherche, FormulaireResultat

PAR_PAGE = 50
LISTE = "perdue_de_vue"
COLONNES = ("Nom", "Prénom", "Date de naissance", "Dernier jalon", "Tentatives", "Résultat", "Noté le")


@autorise(*ROLES_DOSSIERS)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def recherches(request: HttpRequest) -> HttpResponse:
    """Les recherches, et de quoi en lancer une sur les personnes perdues de vue aujourd'hui."""
    perdues = selectors.ListeOuverte(LISTE, request.user, filtres_demandes(request))
    form = FormulaireRecherche(envoye(request))
    mois = int(parametre("suivi.perdue_de_vue", timezone.localdate()))
    if form.is_bound and form.is_valid():
        try:
            campagne = services.lancer_campagne(
                titre=form.cleaned_data["titre"], personnes=perdues.cles(), mois_sans_jalon=mois,
                acteur=request.user,
            )  # fmt: skip
            messages.success(request, "La recherche est lancée : notez chaque tentative.")
            return redirect("recherche", cle=campagne.pk)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    contexte = {"perdues": len(perdues), "mois": mois, "form": form}
    page = Paginator(selectors.campagnes(request.user), PAR_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "suivi/recherches.html", contexte | {"page": page}, status=422 if form.is_bound else 200
    )


@autorise(*ROLES_DOSSIERS)
@require_GET
def recherche(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Une recherche : son bilan, puis chaque personne avec ce qu'on a tenté."""
    campagne = get_object_or_404(Campagne.objects.select_related("lancee_par"), pk=cle)
    resultat = request.GET.get("resultat", "")
    lignes = selectors.lignes_de(cle, request.user, resultat)
    contexte = {
        "campagne": campagne,
        "bilan": selectors.bilan_de(cle, request.user),
        "resultat": resultat,
        "page": Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page")),
        "choix": FormulaireResultat(),
        "message": FormulaireMessage(prefix="message"),
        "geste": Formulaire(),
        "a_moi": campagne.lancee_par_id == request.user.pk or Role.GESTIONNAIRE_DROITS in request.roles,
    }
    return render(request, "suivi/recherche.html", contexte)


@autorise(*ROLES_DOSSIERS)
@require_GET
def recherche_export(request: HttpRequest, cle: UUID, format: str) -> HttpResponse:
    """Les personnes de la recherche et leurs résultats, en CSV ou ODS."""
    get_object_or_404(Campagne, pk=cle)
    lignes = selectors.lignes_de(cle, request.user, request.GET.get("resultat", ""))
    return exporter(f"recherche-{timezone.localdate():%Y%m%d}", COLONNES, _lignes(lignes), format)


@autorise(*ROLES_DOSSIERS)
@require_POST
@une_seule_fois
def recherche_noter(request: HttpRequest, cle: UUID, ligne: UUID) -> HttpResponse:
    """Note une tentative et un résultat pour une personne."""
    trouvee = get_object_or_404(LigneCampagne, pk=ligne, campagne=cle)
    form = FormulaireResultat(request.POST)
    if not form.is_valid():
        messages.error(request, "Choisissez un résultat de la liste.")
        return redirect("recherche", cle=cle)
    try:
        if form.cleaned_data["canal"]:
            services.noter_tentative(ligne=trouvee, canal=form.cleaned_data["canal"], acteur=request.user)
        services.noter_resultat(ligne=trouvee, resultat=form.cleaned_data["resultat"], acteur=request.user)
        messages.success(request, "C'est noté.")
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    return redirect("recherche", cle=cle)


@autorise(*ROLES_DOSSIERS)
@require_POST
@une_seule_fois
def recherche_ecrire(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Écrit à toutes les personnes en attente qui ont un mobile ou un courriel."""
    campagne = get_object_or_404(Campagne, pk=cle)
    form = FormulaireMessage(request.POST, prefix="message")
    if not form.is_valid():
        messages.error(request, " ".join(message for _, _, message in form.erreurs_resumees()))
        return redirect("recherche", cle=cle)
    try:
        partis, sans = services.ecrire_aux_recherchees(
            campagne=campagne, canal=form.cleaned_data["canal"], texte=form.cleaned_data["texte"],
            acteur=request.user,
        )  # fmt: skip
        messages.success(request, f"Messages à envoyer : {partis}. Sans adresse pour ce canal : {sans}.")
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    return redirect("recherche", cle=cle)


@autorise(*ROLES_DOSSIERS)
@require_POST
@une_seule_fois
def recherche_clore(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Clôt la recherche : plus rien ne s'y note."""
    campagne = get_object_or_404(Campagne, pk=cle)
    if campagne.lancee_par_id != request.user.pk and Role.GESTIONNAIRE_DROITS not in request.roles:
        messages.error(request, "Seul qui a lancé la recherche, ou le gestionnaire des droits, la clôt.")
        return redirect("recherche", cle=cle)
    services.clore_campagne(campagne=campagne, acteur=request.user)
    messages.info(request, "La recherche est close.")
    return redirect("recherche", cle=cle)


def _lignes(lignes: object) -> Iterator[list[object]]:
    for ligne in lignes:  # type: ignore[attr-defined]
        personne = ligne.personne
        yield [
            personne.nom, personne.prenom, personne.date_naissance, ligne.dernier_jalon, ligne.essais,
            ligne.get_resultat_display(), ligne.resultat_le,
        ]  # fmt: skip

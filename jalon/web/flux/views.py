"""Les fichiers reçus de la caisse : la liste, le dépôt, le rapport de chacun."""

from __future__ import annotations

from pathlib import Path

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from jalon.parcours.personnes import selectors
from jalon.parcours.personnes.models import Chargement
from jalon.socle.taches.services import lancer_tache
from jalon.sources.flux_cnaf import depots
from jalon.sources.flux_cnaf.tasks import VERBE_CHARGER
from jalon.web.exports import exporter
from jalon.web.flux.commun import PAR_PAGE, gestion
from jalon.web.flux.forms import FormulaireDepotFlux
from jalon.web.flux.rapport import lire_rapport
from jalon.web.formulaires import envoye, une_seule_fois

COLONNES = ("Rubrique", "Quoi", "Nombre")


@gestion
@require_GET
def flux(request: HttpRequest) -> HttpResponse:
    """Les fichiers reçus, le dernier d'abord, et ce qui reste à faire."""
    page = Paginator(selectors.chargements(request.user), PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "page": page,
        "lignes": [(chargement, lire_rapport(chargement)) for chargement in page],
        "a_faire": selectors.a_faire(request.user),
    }
    return render(request, "flux/liste.html", contexte)


@gestion
@require_http_methods(["GET", "POST"])
@une_seule_fois
def flux_depot(request: HttpRequest) -> HttpResponse:
    """Dépose un fichier et demande son chargement ; la suite se voit dans la tâche."""
    form = FormulaireDepotFlux(envoye(request), request.FILES if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            cle = garder_depot(form.cleaned_data["fichier"])
        except OSError:
            form.add_error("fichier", "Le disque du serveur est plein : prévenez l'administrateur.")
        else:
            tache = lancer_tache(VERBE_CHARGER, acteur=request.user, cle=cle)
            return redirect("tache", cle=tache.pk)
    return render(request, "flux/depot.html", {"form": form}, status=422 if form.is_bound else 200)


@gestion
@require_GET
def chargement(request: HttpRequest, cle: int) -> HttpResponse:
    """Le rapport d'un fichier : ce qu'il annonçait, ce qui a changé, ce qui a été écarté."""
    lu = chargement_demande(request, cle)
    contexte = {
        "chargement": lu,
        "rapport": lire_rapport(lu),
        "rejets": selectors.rejets(request.user, chargement=cle)[:PAR_PAGE],
    }
    return render(request, "flux/chargement.html", contexte)


@gestion
@require_GET
def chargement_export(request: HttpRequest, cle: int, format: str) -> HttpResponse:
    """Le rapport d'un fichier, en CSV ou ODS."""
    rapport = lire_rapport(chargement_demande(request, cle))
    if rapport is None:
        raise Http404("Ce fichier a été refusé : il n'a pas de rapport.")
    return exporter(f"chargement-{cle}", COLONNES, rapport.a_emporter(), format)


def garder_depot(fichier: UploadedFile) -> str:
    """Clé du dépôt où le fichier est gardé ; un gros est déjà sur le disque : déplacé, pas recopié."""
    if isinstance(fichier, TemporaryUploadedFile):
        return depots.deplacer(fichier.name, Path(fichier.temporary_file_path()))
    return depots.deposer(fichier.name, fichier.chunks())


def chargement_demande(request: HttpRequest, cle: int) -> Chargement:
    """Le fichier demandé. Lève `Http404`."""
    try:
        return selectors.chargement_par_id(cle, request.user)
    except Chargement.DoesNotExist as erreur:
        raise Http404("Ce chargement n'existe pas.") from erreur

"""Les lignes de France Travail qui ne désignent encore personne : les voir, les emporter, les reprendre."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from jalon.socle.taches.services import lancer_tache
from jalon.sources.france_travail.selectors import RAISONS, designee, lignes_sans_personne
from jalon.sources.tableurs.tasks import VERBE_RECONNAITRE
from jalon.web.exports import exporter
from jalon.web.flux.commun import PAR_PAGE, gestion
from jalon.web.formulaires import une_seule_fois
from jalon.web.formulaires.base import nouveau_jeton

COLONNES = ("Fichier", "Ligne", "Nature", "Date du fait", "Code", "Identifiant France Travail", "Raison")


@gestion
@require_GET
def sans_personne(request: HttpRequest) -> HttpResponse:
    """Les lignes en attente, avec qui elles désignent, par raison."""
    raison = request.GET.get("raison", "")
    trouvees = lignes_sans_personne(request.user, raison=raison)
    page = Paginator(trouvees, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "page": page,
        "lignes": [(ligne, designee(ligne)) for ligne in page],
        "raison": raison,
        "raisons": RAISONS,
        "jeton": nouveau_jeton(),
    }
    return render(request, "tableurs/sans_personne.html", contexte)


@gestion
@require_GET
def sans_personne_export(request: HttpRequest, format: str) -> HttpResponse:
    """Les lignes montrées, sans aucun nom : l'identifiant France Travail suffit à les retrouver."""
    lignes = (
        [
            ligne.chargement.nom_fichier,
            ligne.ligne,
            ligne.get_nature_display(),
            ligne.effet,
            ligne.code,
            ligne.identifiant,
            ligne.get_appariement_display(),
        ]
        for ligne in lignes_sans_personne(request.user, raison=request.GET.get("raison", ""))
    )
    return exporter("france-travail-sans-personne", COLONNES, lignes, format)


@gestion
@require_POST
@une_seule_fois
def sans_personne_reconnaitre(request: HttpRequest) -> HttpResponse:
    """Cherche de nouveau, par une tâche."""
    return redirect("tache", cle=lancer_tache(VERBE_RECONNAITRE, acteur=request.user).pk)

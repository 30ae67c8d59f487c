"""Chercher une personne, lire son dossier et celui de son foyer, au jour voulu."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from jalon.parcours.personnes import selectors
from jalon.parcours.personnes.models import Foyer, Personne
from jalon.parcours.personnes.selectors.connu import Relire
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_DOSSIERS, Role
from jalon.socle.journal.lectures import noter_lecture
from jalon.sources.flux_cnaf.conserve import observation_conservee
from jalon.web.personnes.forms import FormulaireRecherche
from jalon.web.personnes.frise import frise_de
from jalon.web.requetes import lire_jour

LIMITE = 50
CLE_RECHERCHE = "recherche_personne"
INTROUVABLE = "Ce dossier n'existe pas, ou il n'est pas dans votre périmètre."


@autorise(*ROLES_DOSSIERS)
@require_http_methods(["GET", "POST"])
def personnes(request: HttpRequest) -> HttpResponse:
    """Cherche une personne. Ce qui est tapé reste dans la session : jamais un nom dans une adresse."""
    if request.method == "POST":
        form = FormulaireRecherche(request.POST)
        request.session[CLE_RECHERCHE] = form.cleaned_data["texte"] if form.is_valid() else ""
        if not request.htmx:
            return redirect("personnes")
    texte = request.session.get(CLE_RECHERCHE, "")
    trouvees = selectors.chercher_personnes(texte, request.user, LIMITE) if texte else []
    contexte = {
        "form": FormulaireRecherche(initial={"texte": texte}),
        "texte": texte,
        "trouvees": trouvees,
        "limite": LIMITE if len(trouvees) == LIMITE else 0,
        "aujourdhui": timezone.localdate(),
    }
    return render(request, f"personnes/{'_resultats' if request.htmx else 'recherche'}.html", contexte)


@autorise(*ROLES_DOSSIERS)
@require_GET
def personne(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Le dossier d'une personne au jour voulu ; l'ouvrir se note au journal des lectures."""
    au = _jour(request)
    try:
        dossier = selectors.dossier_personne(cle, request.user, au, relire=_relire(request))
    except Personne.DoesNotExist as erreur:
        raise Http404(INTROUVABLE) from erreur
    if not dossier.foyers and (gardee := selectors.reunie_a(cle, request.user)):
        messages.info(request, "Cette fiche a été réunie à une autre : la voici.")
        return redirect("personne", cle=gardee)
    noter_lecture(request.user, cle, "personne")
    contexte = {"dossier": dossier, "frise": frise_de(dossier)} | _contexte(request, au)
    return render(request, "personnes/personne.html", contexte)


@autorise(*ROLES_DOSSIERS)
@require_GET
def foyer(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Le dossier d'un foyer au jour voulu ; l'ouvrir se note au journal des lectures."""
    au = _jour(request)
    try:
        dossier = selectors.dossier_foyer(cle, request.user, au, relire=_relire(request))
    except Foyer.DoesNotExist as erreur:
        raise Http404(INTROUVABLE) from erreur
    noter_lecture(request.user, cle, "foyer")
    return render(request, "personnes/foyer.html", {"dossier": dossier} | _contexte(request, au))


def _contexte(request: HttpRequest, au: date) -> dict[str, object]:
    passe, connu = au != timezone.localdate(), _relire(request) is not None
    return {
        "au": au,
        "passe": passe,
        "connu": connu,
        "peut_rejouer": _peut_rejouer(request),
        "suite": f"?au={au:%Y-%m-%d}{'&connu=oui' if connu else ''}" if passe else "",
        "protege": Role.DPO in request.roles,
        "exporte": Role.GESTIONNAIRE_DROITS in request.roles and selectors.gere_droits(request.user),
    }


def _peut_rejouer(request: HttpRequest) -> bool:
    """Les dossiers gardés ne se relisent qu'avec les droits d'un gestionnaire du département."""
    return Role.GESTIONNAIRE_DROITS in request.roles and selectors.gere_droits(request.user)


def _relire(request: HttpRequest) -> Relire | None:
    """`?connu=oui` : ce que Jalon savait ce jour-là, et non ce qu'il en sait maintenant."""
    return observation_conservee if request.GET.get("connu") == "oui" and _peut_rejouer(request) else None


def _jour(request: HttpRequest) -> date:
    """Le jour regardé (`?au=AAAA-MM-JJ`) ; illisible ou absent : aujourd'hui."""
    return lire_jour(request.GET.get("au", "")) or timezone.localdate()

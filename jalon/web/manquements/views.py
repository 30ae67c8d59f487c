"""La file des manquements, le dossier de chacun, et ses gestes."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from jalon.parcours.manquements import selectors, services
from jalon.parcours.manquements.enums import Nature
from jalon.parcours.manquements.horloges import fin_du_recours, horloge_du_manquement, part_d_alerte
from jalon.parcours.manquements.models import Manquement
from jalon.parcours.manquements.proposition import proposer
from jalon.parcours.personnes.models import Personne
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_DOSSIERS
from jalon.socle.journal.lectures import noter_lecture
from jalon.socle.messages.selectors import lettres_sur
from jalon.web.exports import exporter
from jalon.web.formulaires import envoye, reporter_erreurs, une_seule_fois
from jalon.web.manquements.forms import FormulaireSignalement
from jalon.web.manquements.gestes import GESTES, formulaire_de, gestes_offerts

PAR_PAGE = 50
INTROUVABLE = "Ce dossier n'existe pas, ou il n'est pas dans votre périmètre."
COLONNES = (
    "Nom", "Prénom", "Nature", "Régime", "État", "Signalé le", "Averti le", "Observations jusqu'au",
    "Décidé le", "Décision", "Effet jusqu'au",
)  # fmt: skip


@autorise(*ROLES_DOSSIERS)
@require_GET
def manquements(request: HttpRequest) -> HttpResponse:
    """Ce qui attend un geste, par file, avec l'horloge de chacun."""
    jour, filtres = timezone.localdate(), _filtres(request)
    page = Paginator(selectors.manquements(request.user, jour, **filtres), PAR_PAGE).get_page(
        request.GET.get("page")
    )
    part = part_d_alerte(jour)
    contexte = {
        "page": page,
        "lignes": [(m, _horloge(m, part, jour)) for m in page],
        "files": selectors.comptes_par_etat(request.user, jour),
        "filtres": filtres,
        "natures": Nature.choices,
        "levees": selectors.levees_proposees(request.user, jour)[:PAR_PAGE],
        "jour": jour,
    }
    return render(request, "manquements/liste.html", contexte)


@autorise(*ROLES_DOSSIERS)
@require_GET
def manquements_export(request: HttpRequest, format: str) -> HttpResponse:
    """La file filtrée, en CSV ou ODS."""
    trouves = selectors.manquements(request.user, timezone.localdate(), **_filtres(request))
    lignes = (
        [
            m.personne.nom, m.personne.prenom, m.get_nature_display(), m.regles,
            m.get_etat_display(), m.signale_le, m.averti_le, m.observations_jusqu_au, m.decide_le,
            m.decision.get_suite_display() if hasattr(m, "decision") else "", m.effet_jusqu_au,
        ]
        for m in trouves
    )  # fmt: skip
    return exporter("manquements", COLONNES, lignes, format)


@autorise(*ROLES_DOSSIERS)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def manquement_signaler(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Signale un fait, depuis la fiche de la personne."""
    personne = Personne.objects.defer("trigrammes").filter(pk=cle, effacee_le=None).first()
    if personne is None:
        raise Http404(INTROUVABLE)
    noter_lecture(request.user, cle, "manquement_signaler")
    citables = selectors.engagements_citables(cle, request.user)
    form = FormulaireSignalement(envoye(request), engagements=citables)
    if request.method == "POST" and form.is_valid():
        champs = {nom: form.cleaned_data[nom] for nom in ("nature", "faits", "faits_du", "engagement")}
        try:
            signale = services.signaler_manquement(personne=personne, acteur=request.user, **champs)
            messages.success(request, "Le manquement est signalé. Reste à chercher un motif légitime.")
            return redirect("manquement", cle=signale.pk)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    contexte = {"personne": personne, "form": form, "passes": selectors.manquements_de(cle, request.user)}
    return render(request, "manquements/signaler.html", contexte, status=422 if form.is_bound else 200)


@autorise(*ROLES_DOSSIERS)
@require_GET
def manquement(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Un manquement : où il en est, ses étapes, ses pièces, ce qui vient ensuite."""
    trouve = _manquement(request, cle)
    jour = timezone.localdate()
    noter_lecture(request.user, trouve.personne_id, "manquement")
    recours = trouve.recours.first()
    contexte = {
        "m": trouve,
        "jour": jour,
        "decision": getattr(trouve, "decision", None),
        "levee": getattr(trouve, "levee", None),
        "recours": recours,
        "recours_jusqu_au": fin_du_recours(trouve.notifie_le) if trouve.notifie_le and not recours else None,
        "horloge": _horloge(trouve, part_d_alerte(jour), jour),
        "etapes": trouve.etapes.select_related("par").order_by("id"),
        "lettres": lettres_sur([trouve.pk], request.user),
        "observations": trouve.observations.select_related("notee_par"),
        "passages": trouve.passages.select_related("seance__equipe"),
        "gestes": gestes_offerts(trouve, jour, instruit=selectors.peut_agir(request.user)),
    }
    return render(request, "manquements/manquement.html", contexte)


@autorise(*ROLES_DOSSIERS)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def manquement_geste(request: HttpRequest, cle: UUID, geste: str) -> HttpResponse:
    """Un geste sur un manquement ; la base refuse ce qui vient avant l'heure ou sans droit."""
    trouve = _manquement(request, cle)
    if geste not in GESTES:
        raise Http404("Ce geste n'existe pas.")
    if not GESTES[geste].permis(trouve):
        messages.error(
            request, f"Ce manquement est « {trouve.get_etat_display()} » : ce geste n'y vient pas."
        )
        return redirect("manquement", cle=cle)
    noter_lecture(request.user, trouve.personne_id, "manquement_geste")
    proposition = proposer(trouve, timezone.localdate()) if geste in ("decider", "avertir") else None
    form = formulaire_de(geste, trouve, request, proposition)
    if request.method == "POST" and form.is_valid():
        try:
            GESTES[geste].agir(trouve, form.cleaned_data, request.user)
            messages.success(request, GESTES[geste].fait)
            return redirect("manquement", cle=cle)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    contexte = {"m": trouve, "form": form, "titre": GESTES[geste].titre, "proposition": proposition}
    return render(request, "manquements/geste.html", contexte, status=422 if form.is_bound else 200)


def _manquement(request: HttpRequest, cle: UUID) -> Manquement:
    try:
        return selectors.manquement_par_id(cle, request.user)
    except Manquement.DoesNotExist as erreur:
        raise Http404(INTROUVABLE) from erreur


def _filtres(request: HttpRequest) -> dict[str, str]:
    return {nom: request.GET.get(nom, "")[:20] for nom in ("file", "nature", "regime")}


def _horloge(m: Manquement, part: int, jour):  # type: ignore[no-untyped-def]
    horloge = horloge_du_manquement(m, part)
    return (horloge, horloge.etat(jour), horloge.reste(jour)) if horloge else None

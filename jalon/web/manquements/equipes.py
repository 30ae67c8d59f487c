"""Équipes pluridisciplinaires : composition, séances, dossiers minimisés, avis, procès-verbal."""

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
from jalon.parcours.manquements.documents import lignes_de_fiche, pdf_des_dossiers, pdf_du_proces_verbal
from jalon.parcours.manquements.models import (
    ConflitInteret,
    Equipe,
    MembreEquipe,
    Passage,
    Presence,
    Seance,
)
from jalon.socle.acces.autorisation import autorise, tout_compte
from jalon.socle.acces.enums import ROLES_DOSSIERS, Role
from jalon.web.formulaires import Formulaire, envoye, reporter_erreurs, une_seule_fois
from jalon.web.manquements.forms import FormulaireAvis
from jalon.web.manquements.forms_equipes import FormulaireEquipe, FormulaireMembre, FormulaireSeance
from jalon.web.requetes import lire_cle

PAR_PAGE = 50
INSTRUISENT = (Role.GESTIONNAIRE_DROITS, Role.AGENT_ORIENTATION)


@tout_compte
@require_GET
def equipes(request: HttpRequest) -> HttpResponse:
    """Les séances qu'on prépare ou qu'on siège ; les équipes, pour qui instruit."""
    page = Paginator(selectors.seances(request.user), PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "page": page,
        "equipes": selectors.equipes(request.user) if request.roles & frozenset(ROLES_DOSSIERS) else [],
        "prepare": selectors.peut_instruire(request.user),
        "gere": Role.GESTIONNAIRE_DROITS in request.roles,
    }
    return render(request, "manquements/equipes.html", contexte)


@autorise(Role.GESTIONNAIRE_DROITS)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def equipe_nouvelle(request: HttpRequest) -> HttpResponse:
    """Crée une équipe."""
    form = FormulaireEquipe(envoye(request))
    if request.method == "POST" and form.is_valid():
        champs = {nom: form.cleaned_data[nom] for nom in ("nom", "quorum", "ressort", "arrete")}
        try:
            return redirect("equipe", cle=services.creer_equipe(acteur=request.user, **champs).pk)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    return _formulaire(request, form, "Créer une équipe pluridisciplinaire", "equipes")


@autorise(*INSTRUISENT)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def equipe(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Une équipe et ses membres ; en nomme un."""
    trouvee = get_object_or_404(Equipe, pk=cle)
    form = FormulaireMembre(envoye(request))
    if request.method == "POST" and form.is_valid():
        champs = {n: form.cleaned_data[n] for n in ("nom", "qualite", "suppleant", "compte", "du", "au")}
        try:
            services.ajouter_membre(equipe=trouvee, acteur=request.user, **champs)
            messages.success(request, "Le membre est nommé.")
            return redirect("equipe", cle=cle)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    contexte = {
        "equipe": trouvee,
        "membres": trouvee.membres.select_related("compte"),
        "form": form,
        "gere": Role.GESTIONNAIRE_DROITS in request.roles,
        "geste": Formulaire(),
        "jour": timezone.localdate(),
    }
    return render(request, "manquements/equipe.html", contexte, status=422 if form.is_bound else 200)


@autorise(Role.GESTIONNAIRE_DROITS)
@require_POST
@une_seule_fois
def membre_retirer(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Met fin au mandat d'un membre, aujourd'hui compris."""
    membre = get_object_or_404(MembreEquipe, pk=cle)
    services.retirer_membre(membre=membre, acteur=request.user)
    messages.success(request, "Son mandat est terminé : ses dossiers lui sont fermés.")
    return redirect("equipe", cle=membre.equipe_id)


@autorise(*INSTRUISENT)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def seance_nouvelle(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Prépare une séance d'une équipe."""
    trouvee = get_object_or_404(Equipe, pk=cle)
    form = FormulaireSeance(envoye(request))
    if request.method == "POST" and form.is_valid():
        champs = {nom: form.cleaned_data[nom] for nom in ("prevue_le", "lieu", "ordre_du_jour")}
        try:
            creee = services.creer_seance(equipe=trouvee, acteur=request.user, **champs)
            return redirect("seance", cle=creee.pk)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    return _formulaire(request, form, f"Préparer une séance : {trouvee.nom}", "equipes")


@tout_compte
@require_GET
def seance(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Une séance : ordre du jour, dossiers minimisés, présences. La base ferme les autres séances (404)."""
    trouvee = _seance(request, cle)
    presents = set(Presence.objects.filter(seance=trouvee, present=True).values_list("membre_id", flat=True))
    jour = trouvee.tenue_le or timezone.localdate(trouvee.prevue_le)
    membres = MembreEquipe.objects.filter(equipe=trouvee.equipe_id, periode__contains=jour)
    contexte = {
        "seance": trouvee,
        "passages": selectors.passages_de(trouvee, request.user),
        "membres": [(membre, membre.pk in presents) for membre in membres],
        "presents": len(presents),
        "prepare": selectors.peut_instruire(request.user),
        "geste": Formulaire(),
    }
    return render(request, "manquements/seance.html", contexte)


@tout_compte
@require_GET
def seance_dossiers(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Les dossiers minimisés que le lecteur peut voir, en PDF."""
    trouvee = _seance(request, cle)
    passages = selectors.passages_de(trouvee, request.user)
    return _pdf(pdf_des_dossiers(trouvee, passages, request.user), f"dossiers-{trouvee.prevue_le:%Y%m%d}")


@tout_compte
@require_GET
def seance_pv(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Le procès-verbal, en PDF."""
    trouvee = _seance(request, cle)
    return _pdf(pdf_du_proces_verbal(trouvee, request.user), f"proces-verbal-{trouvee.prevue_le:%Y%m%d}")


@autorise(*INSTRUISENT)
@require_POST
@une_seule_fois
def seance_geste(request: HttpRequest, cle: UUID, geste: str) -> HttpResponse:
    """Convoquer, noter la séance tenue et ses présents, arrêter le procès-verbal, annuler."""
    trouvee = _seance(request, cle)
    try:
        match geste:
            case "convoquer":
                services.convoquer_seance(seance=trouvee, acteur=request.user)
            case "tenir":
                services.tenir_seance(seance=trouvee, presents=_cles(request), acteur=request.user)
            case "clore":
                services.clore_seance(seance=trouvee, acteur=request.user)
            case "annuler":
                services.annuler_seance(seance=trouvee, acteur=request.user)
            case _:
                raise Http404("Ce geste n'existe pas.")
        messages.success(request, "C'est noté.")
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    return redirect("seance", cle=cle)


@tout_compte
@require_http_methods(["GET", "POST"])
@une_seule_fois
def passage(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Un dossier minimisé ; qui prépare la séance y note l'avis et les retraits."""
    try:
        trouve = selectors.passage_par_id(cle, request.user)
    except Passage.DoesNotExist as erreur:
        raise Http404("Ce dossier n'existe pas, ou il ne vous est pas ouvert.") from erreur
    prepare = selectors.peut_instruire(request.user)
    form = FormulaireAvis(
        envoye(request) if prepare else None, initial={"avis": trouve.avis, "motif": trouve.avis_motif}
    )
    if form.is_bound and _noter(request, trouve, form):
        return redirect("passage", cle=cle)
    retires = ConflitInteret.objects.filter(passage=trouve).select_related("membre")
    contexte = {
        "passage": trouve,
        "fiche": lignes_de_fiche(trouve),
        "form": form,
        "prepare": prepare,
        "retires": retires,
        "membres": trouve.seance.equipe.membres.exclude(pk__in=[c.membre_id for c in retires]),
        "geste": Formulaire(),
    }
    return render(request, "manquements/passage.html", contexte, status=422 if form.is_bound else 200)


def _noter(request: HttpRequest, trouve: Passage, form: FormulaireAvis) -> bool:
    try:
        if request.POST.get("membre"):
            membre = get_object_or_404(MembreEquipe, pk=_cle(request.POST["membre"]))
            services.declarer_conflit(passage=trouve, membre=membre, acteur=request.user)
            return True
        if form.is_valid():
            champs = {nom: form.cleaned_data[nom] for nom in ("avis", "motif", "venue")}
            services.rendre_avis(passage=trouve, acteur=request.user, **champs)
            return True
    except ValidationError as erreur:
        reporter_erreurs(form, erreur)
    return False


def _seance(request: HttpRequest, cle: UUID) -> Seance:
    try:
        return selectors.seance_par_id(cle, request.user)
    except Seance.DoesNotExist as erreur:
        raise Http404("Cette séance n'existe pas, ou vous n'y siégez pas.") from erreur


def _cles(request: HttpRequest) -> list[UUID]:
    return [_cle(texte) for texte in request.POST.getlist("presents")[:200]]


def _cle(texte: str) -> UUID:
    cle = lire_cle(texte)
    if cle is None:
        raise ValidationError("Ce membre n'existe pas.")
    return cle


def _pdf(octets: bytes, nom: str) -> HttpResponse:
    reponse = HttpResponse(octets, content_type="application/pdf")
    reponse["Content-Disposition"] = f'attachment; filename="{nom}.pdf"'
    return reponse


def _formulaire(request: HttpRequest, form: Formulaire, titre: str, retour: str) -> HttpResponse:
    contexte: dict[str, Any] = {"form": form, "titre": titre, "retour": retour}
    return render(request, "manquements/formulaire.html", contexte, status=422 if form.is_bound else 200)

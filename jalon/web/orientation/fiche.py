"""L'orientation d'une personne : décider, refuser, annuler, notifier, dire pourquoi."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jalon.parcours.orientation import selectors, services
from jalon.parcours.orientation.lettres import composer_lettre, lettre_gardee
from jalon.parcours.orientation.selectors.dossier import DossierOrientation
from jalon.socle.acces.delegations import delegation_en_vigueur
from jalon.socle.acces.enums import Role, TypeActe
from jalon.socle.acces.models import Compte
from jalon.socle.montants import compter
from jalon.web.formulaires import Formulaire, envoye, reporter_erreurs, une_seule_fois
from jalon.web.messages_envoyes.commun import telecharger
from jalon.web.orientation.commun import (
    ORIENTENT,
    dire_refus,
    dossier_de,
    lecture_dossiers,
    orientation_de,
    orientation_seule,
    proposition_de,
)
from jalon.web.orientation.forms import FormulaireDecision, FormulaireRefus
from jalon.web.requetes import lire_cle

PAR_PAGE = 50


@lecture_dossiers
@require_http_methods(["GET", "POST"])
@une_seule_fois
def orientation_personne(request: HttpRequest, cle: UUID) -> HttpResponse:
    """L'histoire, les horloges, la proposition ; un agent y décide."""
    dossier = dossier_de(request, cle)
    decide = bool(request.roles & frozenset(ORIENTENT)) and dossier.episode is not None
    form = _formulaire(request, dossier) if decide else None
    if form is not None and form.is_bound and form.is_valid():
        try:
            services.decider_orientation(
                personne=cle,
                voie=form.cleaned_data["voie"],
                organisme=form.cleaned_data["organisme"],
                referent=form.cleaned_data["referent"],
                motif=form.cleaned_data.get("motif", ""),
                motif_texte=form.cleaned_data["motif_texte"],
                apres=lire_cle(form.cleaned_data["apres"]),
                acteur=request.user,
            )
            messages.success(
                request, "L'orientation est décidée. Elle s'annule tant qu'elle n'est pas notifiée."
            )
            return redirect("orientation_personne", cle=cle)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    contexte = {
        "dossier": dossier,
        "form": form,
        "decide": decide,
        "raisons": selectors.raisons(dossier.proposition.trace) if dossier.proposition else [],
        "referents": _referents(dossier) if decide else [],
        "geste": Formulaire(),
        "signe": delegation_en_vigueur(request.user, TypeActe.ORIENTATION) is not None,
        "voit_file": bool(request.roles & frozenset(ORIENTENT)),
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "orientation/personne.html", contexte, status=status)


@orientation_seule
@require_POST
@une_seule_fois
def proposition_accepter(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Décide ce que la règle propose, avec le référent choisi s'il l'est."""
    proposition = proposition_de(request, cle)
    choisi = lire_cle(request.POST.get("referent", ""))
    referent = selectors.referents_possibles(proposition.organisme_id).filter(pk=choisi).first()
    try:
        services.accepter_proposition(proposition=proposition, referent=referent, acteur=request.user)
        messages.success(request, "L'orientation proposée est décidée.")
    except ValidationError as erreur:
        dire_refus(request, erreur)
    return redirect("orientation_personne", cle=proposition.personne_id)


@orientation_seule
@require_http_methods(["GET", "POST"])
@une_seule_fois
def proposition_refuser(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Refuse une proposition, avec son motif."""
    proposition = proposition_de(request, cle)
    form = FormulaireRefus(envoye(request))
    if form.is_bound and form.is_valid():
        try:
            services.refuser_proposition(
                proposition=proposition,
                motif=form.cleaned_data["motif_refus"],
                motif_texte=form.cleaned_data["motif_texte"],
                acteur=request.user,
            )
            messages.success(request, "Le refus est noté. Décidez une autre orientation.")
            return redirect("orientation_personne", cle=proposition.personne_id)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    contexte = {"proposition": proposition, "form": form}
    return render(request, "orientation/refuser.html", contexte, status=422 if form.is_bound else 200)


@orientation_seule
@require_POST
@une_seule_fois
def orientation_annuler(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Défait une décision pas encore notifiée."""
    orientation = orientation_de(request, cle)
    try:
        services.annuler_orientation(orientation=orientation, acteur=request.user)
        messages.success(request, "La décision est annulée.")
    except ValidationError as erreur:
        dire_refus(request, erreur)
    if request.POST.get("retour") == "liste":
        return redirect("orientation_a_notifier")
    return redirect("orientation_personne", cle=orientation.personne_id)


@lecture_dossiers
@require_GET
def orientation_pourquoi(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Pourquoi cette orientation : la règle, sa version, les données lues, leurs sources."""
    orientation = orientation_de(request, cle)
    proposition = orientation.proposition
    contexte = {
        "orientation": orientation,
        "proposition": proposition,
        "raisons": selectors.raisons(proposition.trace) if proposition else [],
        "ecartees": selectors.ecartees(proposition.trace) if proposition else [],
        "lettre": lettre_gardee(orientation) if orientation.notifiee_le else None,
        "voit_file": bool(request.roles & frozenset(ORIENTENT)),
    }
    return render(request, "orientation/pourquoi.html", contexte)


@lecture_dossiers
@require_GET
def orientation_lettre(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Le PDF d'une orientation : gardé tel que signé, ou tel qu'il partirait si rien n'est encore signé.

    Notifiée sans que son PDF ait été gardé, elle n'en a pas d'autre : la page qui l'explique le dit.
    """
    orientation = orientation_de(request, cle)
    if orientation.notifiee_le:
        gardee = lettre_gardee(orientation)
        if gardee is None or gardee.piece is None:
            return redirect("orientation_pourquoi", cle=cle)
        return telecharger(gardee.piece, joint=False)
    try:
        composee = composer_lettre(
            orientation,
            signataire=request.user,
            delegation=delegation_en_vigueur(request.user, TypeActe.ORIENTATION),
            jour=timezone.localdate(),
        )
    except ValidationError as erreur:
        dire_refus(request, erreur)
        return redirect("orientation_personne", cle=orientation.personne_id)
    reponse = HttpResponse(composee.pdf(), content_type="application/pdf")
    reponse["Content-Disposition"] = 'inline; filename="orientation.pdf"'
    return reponse


@orientation_seule
@require_GET
def orientation_a_notifier(request: HttpRequest) -> HttpResponse:
    """Les décisions pas encore notifiées : à signer, ou à annuler."""
    trouvees = selectors.orientations_a_notifier(request.user)
    contexte = {
        "page": Paginator(trouvees, PAR_PAGE).get_page(request.GET.get("page")),
        "geste": Formulaire(),
        "delegation": delegation_en_vigueur(request.user, TypeActe.ORIENTATION),
        "gere": Role.GESTIONNAIRE_DROITS in request.roles,
    }
    return render(request, "orientation/a_notifier.html", contexte)


@orientation_seule
@require_POST
@une_seule_fois
def orientation_notifier(request: HttpRequest) -> HttpResponse:
    """Signe et fait partir les notifications cochées."""
    cles = [cle for texte in request.POST.getlist("orientation") if (cle := lire_cle(texte))]
    choisies = list(selectors.orientations_a_notifier(request.user).filter(pk__in=cles))
    if not choisies:
        messages.warning(request, "Cochez au moins une orientation à notifier.")
        return redirect("orientation_a_notifier")
    bilan = services.notifier_orientations(orientations=choisies, acteur=request.user)
    if bilan.decidees:
        messages.success(
            request, f"{compter(len(bilan.decidees), 'notification partie', 'notifications parties')}."
        )
    for raison in dict.fromkeys(raison for _, raison in bilan.refus):
        messages.error(request, raison)
    return redirect("orientation_a_notifier")


def _referents(dossier: DossierOrientation) -> Iterable[Compte]:
    """Qui peut suivre la personne dans l'organisme que la règle propose."""
    proposition = dossier.proposition
    if proposition is None or proposition.organisme_id is None:
        return []
    return selectors.referents_possibles(proposition.organisme_id)


def _formulaire(request: HttpRequest, dossier: DossierOrientation) -> FormulaireDecision:
    derniere = next((o for o in dossier.orientations if o.annulee_le is None), None)
    return FormulaireDecision(
        envoye(request),
        organismes=selectors.organismes_referents(request.user),
        reorientation=dossier.en_cours is not None,
        initial={"apres": str(derniere.pk) if derniere else ""},
    )

"""« D'où vient ce chiffre ? » : toute valeur imprimée s'ouvre ici, et s'y corrige."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jalon.mesure.indicateurs.catalogue import catalogue
from jalon.pilotage.controles.selectors import rapport_controle
from jalon.pilotage.programmes.acces import peut
from jalon.pilotage.programmes.models import PlaceAction
from jalon.pilotage.programmes.selectors import exercice_courant, exercice_par_code
from jalon.pilotage.provenance import services
from jalon.pilotage.provenance.formes import AdresseInconnue, Origine
from jalon.pilotage.provenance.selectors import origine
from jalon.pilotage.provenance.sources import confronter
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import Role
from jalon.web.anomalies.liste import lister
from jalon.web.formulaires import Formulaire, envoye, reporter_erreurs, une_seule_fois
from jalon.web.provenance.correction import appliquer, droit_de, valeurs_de
from jalon.web.provenance.extrait import extrait_du_document
from jalon.web.provenance.forms import FORMULAIRES

LECTURE = (Role.CHARGEE_MISSION, Role.PILOTE, Role.DIRECTION, Role.ELU, Role.ETAT, Role.ADMINISTRATEUR)
ECRITURE = (Role.CHARGEE_MISSION, Role.PILOTE)


@autorise(*LECTURE)
@require_GET
def provenance(request: HttpRequest, genre: str, reste: str) -> HttpResponse:
    """La valeur, ce qu'elle veut dire, d'où elle vient, son histoire, où elle est imprimée ailleurs."""
    if genre in ("section", "etat"):
        return redirect(adresse_de_fiche(reste, request.GET.get("exercice", "")))
    trouvee = _origine(genre, reste)
    contexte = _contexte(request, trouvee)
    if trouvee.source.piece is not None:
        contexte["extrait"] = extrait_du_document(trouvee.source.piece, trouvee.source.lieu)
    return render(request, "provenance/page.html", contexte)


@autorise(*LECTURE)
@require_GET
def chiffre_sources(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Les sources d'un chiffre côte à côte : la case, le calcul resté à côté, la valeur locale."""
    trouvee = _origine("chiffre", str(cle))
    contexte = _contexte(request, trouvee) | {
        "confrontation": confronter(trouvee),
        "indicateur": _indicateur_de(trouvee),
    }
    return render(request, "provenance/sources.html", contexte)


def _indicateur_de(trouvee: Origine) -> str:
    """La page de l'indicateur sur la même période ; rien si le calcul n'en a plus."""
    calcul = trouvee.calcul
    if calcul is None or calcul.code not in {d.code for d in catalogue()}:
        return ""
    periode = urlencode({"du": calcul.debut.isoformat(), "au": calcul.fin.isoformat()})
    return f"{reverse('indicateur', args=[calcul.code])}?{periode}"


@autorise(*LECTURE)
@require_GET
def provenance_anomalies(request: HttpRequest, genre: str, reste: str) -> HttpResponse:
    """Les anomalies qui touchent cette valeur ; à part, parce que contrôler prend plus de temps que lire."""
    trouvee = _origine(genre, reste)
    rapport = rapport_controle(trouvee.exercice.programme, trouvee.exercice)
    touchent = [a for a in lister(rapport) if trouvee.cible in a.anomalie.cibles]
    certaine = any(a.ton == "faux" for a in touchent)
    contexte = _contexte(request, trouvee) | {"anomalies": touchent, "certaine": certaine}
    return render(request, "provenance/_anomalies.html", contexte)


@autorise(*ECRITURE)
@require_POST
def provenance_retenir(request: HttpRequest, genre: str, reste: str) -> HttpResponse:
    """Retient le montant qu'un document imprime ailleurs."""
    trouvee = _a_corriger(request, genre, reste)
    try:
        services.retenir_mention(
            cible=trouvee.cible, mention=request.POST.get("mention", ""), acteur=request.user
        )
        messages.success(request, "Valeur retenue. L'ancienne reste dans l'histoire.")
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    return redirect("provenance", genre=genre, reste=reste)


@autorise(*ECRITURE)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def provenance_corriger(request: HttpRequest, genre: str, reste: str) -> HttpResponse:
    """Corrige la valeur ; une case imprimée s'écarte, avec un motif."""
    trouvee = _a_corriger(request, genre, reste)
    form = FORMULAIRES[trouvee.correction](envoye(request), initial=valeurs_de(trouvee))
    if request.method == "POST" and form.is_valid() and _appliquer(request, trouvee, form):
        messages.success(request, _confirmation(trouvee))
        return redirect("provenance", genre=genre, reste=reste)
    contexte = _contexte(request, trouvee) | {"form": form}
    return render(request, "provenance/corriger.html", contexte, status=422 if form.is_bound else 200)


@autorise(*ECRITURE)
@require_POST
def provenance_revenir(request: HttpRequest, genre: str, reste: str) -> HttpResponse:
    """Revient à un état passé de la valeur."""
    trouvee = _a_corriger(request, genre, reste)
    evenement = request.POST.get("evenement", "")
    if not evenement.isdigit():
        raise Http404("Cet état n'est pas dans l'histoire de cette valeur.")
    try:
        services.revenir_a(cible=trouvee.cible, evenement=int(evenement), acteur=request.user)
        messages.success(request, "Valeur reprise de l'histoire.")
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    return redirect("provenance", genre=genre, reste=reste)


def adresse_de_fiche(reste: str, code_exercice: str) -> str:
    """`<place>` ou `<place>:<type de section>` → la fiche de l'action, à la bonne section."""
    cle, _, section = reste.partition(":")
    try:
        place = PlaceAction.objects.select_related("programme").get(pk=cle)
        exercice = exercice_par_code(place.programme, code_exercice) if code_exercice else None
    except (ObjectDoesNotExist, ValidationError) as erreur:
        raise Http404("Cette action n'existe pas, ou elle n'est pas dans votre périmètre.") from erreur
    exercice = exercice or exercice_courant(place.programme)
    if exercice is None:
        raise Http404("Ce programme n'a pas d'exercice.")
    adresse = reverse("action", args=[place.programme.code, exercice.code, place.numero or place.pk])
    return f"{adresse}#section-{section}" if section else adresse


def _origine(genre: str, reste: str) -> Origine:
    try:
        return origine(genre, reste)
    except AdresseInconnue as erreur:
        raise Http404("Cette valeur n'existe pas, ou elle n'est pas dans votre périmètre.") from erreur


def _confirmation(trouvee: Origine) -> str:
    if trouvee.correction == "locale":
        return "Valeur locale enregistrée, à côté de la valeur calculée."
    return f"Corrigé à {timezone.localtime():%H h %M}. L'ancienne valeur reste dans l'histoire."


def _a_corriger(request: HttpRequest, genre: str, reste: str) -> Origine:
    trouvee = _origine(genre, reste)
    if not trouvee.correction:
        raise Http404("Cette valeur se déduit : corrigez une des lignes qu'elle additionne.")
    if not _peut_corriger(request, trouvee):
        raise PermissionDenied("Vous pouvez lire cette valeur, pas la corriger.")
    return trouvee


def _peut_corriger(request: HttpRequest, trouvee: Origine) -> bool:
    if not trouvee.correction or trouvee.exercice.clos_le is not None:
        return False
    return _peut_ecrire(request, trouvee)


def _peut_ecrire(request: HttpRequest, trouvee: Origine) -> bool:
    action = trouvee.place.action if trouvee.place else None
    return peut(request.user, droit_de(trouvee), trouvee.exercice.programme, action)


def _appliquer(request: HttpRequest, trouvee: Origine, form: Formulaire) -> bool:
    try:
        appliquer(trouvee, form.cleaned_data, request.user)
        return True
    except ValidationError as erreur:
        reporter_erreurs(form, erreur)
        return False


def _contexte(request: HttpRequest, trouvee: Origine) -> dict[str, Any]:
    return {
        "origine": trouvee,
        "programme": trouvee.exercice.programme,
        "exercice": trouvee.exercice,
        "peut_corriger": _peut_corriger(request, trouvee),
        "peut_viser": trouvee.genre == "chiffre"
        and peut(request.user, "gerer_annexes", trouvee.exercice.programme),
        "peut_voir_membres": trouvee.calcul is not None and _peut_ecrire(request, trouvee),
    }

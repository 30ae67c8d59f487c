"""Les lettres à imprimer : les réunir en lot, télécharger PDF et bordereau, dire quand elles sont parties."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from jalon.socle.acces.autorisation import autorise
from jalon.socle.messages import lots as services_lots
from jalon.socle.messages import selectors
from jalon.socle.messages.enums import EtatLot
from jalon.socle.messages.models import Lot
from jalon.socle.taches.selectors import taches_de
from jalon.socle.taches.services import lancer_tache
from jalon.web.formulaires import Formulaire, une_seule_fois
from jalon.web.messages_envoyes.commun import ENVOIENT, PAR_PAGE, personnes_de, telecharger
from jalon.web.messages_envoyes.forms import FormulaireDepot


@autorise(*ENVOIENT)
@require_GET
def lots(request: HttpRequest) -> HttpResponse:
    """Combien de lettres attendent, et les lots déjà faits."""
    contexte = {
        "pretes": services_lots.lettres_pretes().count(),
        "maximum": services_lots.TAILLE_MAX,
        "page": Paginator(selectors.lots(request.user), PAR_PAGE).get_page(request.GET.get("page")),
        "geste": Formulaire(),
    }
    return render(request, "messages/lots.html", contexte)


@autorise(*ENVOIENT)
@require_POST
@une_seule_fois
def lot_preparer(request: HttpRequest) -> HttpResponse:
    """Réunit les lettres prêtes et lance leur impression."""
    try:
        prepare = services_lots.preparer_lot(acteur=request.user)
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
        return redirect("lots")
    lancer_tache("imprimer_lot", acteur=request.user, lot=str(prepare.pk))
    return redirect("lot", cle=prepare.pk)


@autorise(*ENVOIENT)
@require_GET
def lot(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Un lot : ses fichiers, ses lettres, son dépôt."""
    trouve = _lot(request, cle)
    form = FormulaireDepot() if trouve.etat == EtatLot.A_DEPOSER else None
    return _montrer(request, trouve, form)


@autorise(*ENVOIENT)
@require_POST
@une_seule_fois
def lot_deposer(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Note le jour de remise au courrier : les lettres sont envoyées."""
    trouve = _lot(request, cle)
    form = FormulaireDepot(request.POST)
    if form.is_valid():
        try:
            nombre = services_lots.deposer_lot(lot=trouve, le=form.cleaned_data["le"], acteur=request.user)
            messages.success(request, f"{nombre} lettre{'s' * (nombre > 1)} envoyée{'s' * (nombre > 1)}.")
            return redirect("lot", cle=cle)
        except ValidationError as erreur:
            form.add_error(None, erreur)
    return _montrer(request, trouve, form, status=422)


@autorise(*ENVOIENT)
@require_POST
@une_seule_fois
def lot_abandonner(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Rend les lettres du lot à la file."""
    try:
        services_lots.abandonner_lot(lot=_lot(request, cle), acteur=request.user)
        messages.info(request, "Le lot est abandonné ; ses lettres attendent à nouveau.")
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    return redirect("lots")


@autorise(*ENVOIENT)
@require_GET
def lot_fichier(request: HttpRequest, cle: UUID, quoi: str) -> HttpResponse:
    """Le PDF (`lettres`) ou le bordereau (`bordereau`) d'un lot."""
    trouve = _lot(request, cle)
    pieces = {"lettres": trouve.pdf, "bordereau": trouve.bordereau}
    if quoi not in pieces:
        raise Http404("Un lot a deux fichiers : lettres et bordereau.")
    return telecharger(pieces[quoi])


def _montrer(
    request: HttpRequest, trouve: Lot, form: FormulaireDepot | None, status: int = 200
) -> HttpResponse:
    lettres = trouve.messages.defer(*selectors.LOURDS).order_by("a_envoyer_le", "pk")
    page = Paginator(lettres, PAR_PAGE).get_page(request.GET.get("page"))
    connues = personnes_de(page)
    contexte = {
        "lot": trouve,
        "page": page,
        "lignes": [(lettre, connues.get(lettre.personne)) for lettre in page],
        "form": form,
        "geste": Formulaire(),
        "tache": taches_de(request.user).filter(verbe="imprimer_lot", arguments__lot=str(trouve.pk)).first(),
    }
    return render(request, "messages/lot.html", contexte, status=status)


def _lot(request: HttpRequest, cle: UUID) -> Lot:
    try:
        return selectors.lot_par_id(cle, request.user)
    except Lot.DoesNotExist as erreur:
        raise Http404("Ce lot n'existe pas, ou il n'est pas à vous.") from erreur

"""Portefeuilles : la charge de chacun, ses limites, et les transferts en lot, qui s'annulent."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.utils import ProgrammingError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from jalon.parcours.suivi import selectors, services
from jalon.parcours.suivi.catalogue import PAR_CODE
from jalon.parcours.suivi.models import Transfert
from jalon.parcours.suivi.selectors.portefeuille import ATTENTES
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_DOSSIERS
from jalon.socle.acces.models import Compte
from jalon.socle.montants import compter
from jalon.socle.organisations.models import Organisation
from jalon.web.exports import exporter
from jalon.web.formulaires import Formulaire, une_seule_fois
from jalon.web.requetes import lire_cle
from jalon.web.suivi.commun import ENCADRENT, choix_referents
from jalon.web.suivi.forms import FormulaireLimite, FormulaireRelais
from jalon.web.suivi.listes import COLONNES, lignes_a_emporter, nommer

PAR_PAGE = 50
TRANSFERTS_MONTRES = 5


@autorise(*ROLES_DOSSIERS)
@require_GET
def portefeuilles(request: HttpRequest) -> HttpResponse:
    """Qui suit combien de personnes, contre quelle limite, et ce qui attend chez chacun."""
    referents, structures = selectors.charges(request.user)
    contexte = {
        "page": Paginator(referents, PAR_PAGE).get_page(request.GET.get("page")),
        "structures": structures,
        "attentes": [PAR_CODE[code] for code in ATTENTES],
        "transferts": Transfert.objects.filter(par=request.user.pk).select_related("de", "vers")[
            :TRANSFERTS_MONTRES
        ],
        "encadre": bool(request.roles & ENCADRENT),
        "geste": Formulaire(),
    }
    return render(request, "suivi/portefeuilles.html", contexte)


@autorise(*ROLES_DOSSIERS)
@require_GET
def portefeuille(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Les personnes d'un référent ; on en coche pour les confier à un autre."""
    referent = get_object_or_404(Compte, pk=cle)
    ouverte = selectors.portefeuille(request.user, cle)
    page = Paginator(ouverte, PAR_PAGE).get_page(request.GET.get("page"))
    charges, _ = selectors.charges(request.user, referent=cle)
    contexte = {
        "referent": referent,
        "page": page,
        "lignes": nommer(list(page), ouverte.jour),
        "charge": next((charge for charge in charges if charge.cle == cle), None),
        "form": FormulaireRelais(**choix_referents(request, sauf=cle)),
        "limite": FormulaireLimite(prefix="limite"),
        "encadre": bool(request.roles & ENCADRENT),
    }
    return render(request, "suivi/portefeuille.html", contexte)


@autorise(*ROLES_DOSSIERS)
@require_GET
def portefeuille_export(request: HttpRequest, cle: UUID, format: str) -> HttpResponse:
    """Le portefeuille entier, en CSV ou ODS."""
    ouverte = selectors.portefeuille(request.user, cle)
    return exporter(f"portefeuille-{ouverte.jour:%Y%m%d}", COLONNES, lignes_a_emporter(ouverte), format)


@autorise(*ROLES_DOSSIERS)
@require_POST
@une_seule_fois
def portefeuille_transferer(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Confie les personnes cochées à un autre référent : toutes, ou aucune."""
    de = get_object_or_404(Compte, pk=cle)
    form = FormulaireRelais(request.POST, **choix_referents(request, sauf=cle))
    if not form.is_valid():
        messages.error(request, " ".join(message for _, _, message in form.erreurs_resumees()))
        return redirect("portefeuille", cle=cle)
    try:
        with transaction.atomic():
            transfert = services.transferer_personnes(
                personnes=_cochees(request), de=de, vers=form.cleaned_data["vers"],
                le=form.cleaned_data["le"], motif=form.cleaned_data["motif"], acteur=request.user,
            )  # fmt: skip
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
        return redirect("portefeuille", cle=cle)
    except ProgrammingError:
        messages.error(request, "Une de ces personnes n'est pas à votre main : rien n'a changé.")
        return redirect("portefeuille", cle=cle)
    nombre = transfert.relais.count()
    messages.success(request, f"{compter(nombre, 'personne')} : relais passé. Annulable ici.")
    return redirect("portefeuilles")


@autorise(*ROLES_DOSSIERS)
@require_POST
@une_seule_fois
def transfert_annuler(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Rend les personnes d'un transfert à leur référent d'avant."""
    transfert = get_object_or_404(Transfert, pk=cle, par=request.user.pk)
    try:
        with transaction.atomic():
            nombre = services.annuler_transfert(transfert=transfert, acteur=request.user)
        messages.success(
            request,
            f"Transfert annulé : {compter(nombre, 'personne rendue', 'personnes rendues')} à leur référent.",
        )
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    except ProgrammingError:
        messages.error(request, "Ce transfert n'est plus à votre main.")
    return redirect("portefeuilles")


@autorise(*ENCADRENT)
@require_POST
@une_seule_fois
def limite_fixer(request: HttpRequest, genre: str, cle: UUID) -> HttpResponse:
    """Fixe la limite d'un référent ou d'une structure, à compter d'aujourd'hui."""
    if genre not in ("referent", "structure"):
        raise Http404("Une limite se fixe pour un référent ou pour une structure.")
    pour = get_object_or_404(Compte if genre == "referent" else Organisation, pk=cle)
    form = FormulaireLimite(request.POST, prefix="limite")
    if form.is_valid():
        try:
            with transaction.atomic():
                services.fixer_limite(
                    nombre=form.cleaned_data["nombre"], acteur=request.user,
                    **{"compte" if genre == "referent" else "organisation": pour},
                )  # fmt: skip
            messages.success(request, "La limite est fixée.")
        except ValidationError as erreur:
            messages.error(request, " ".join(erreur.messages))
        except ProgrammingError:
            messages.error(request, "Cette limite n'est pas à votre main.")
    else:
        messages.error(request, "Écrivez un nombre de personnes, au moins 1.")
    return redirect("portefeuille", cle=cle) if genre == "referent" else redirect("portefeuilles")


def _cochees(request: HttpRequest) -> list[UUID]:
    return [cle for texte in request.POST.getlist("personne") if (cle := lire_cle(texte))]

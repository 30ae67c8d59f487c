"""Les listes de travail : des compteurs, et la liste exacte que chacun ouvre."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jalon.parcours.suivi import selectors
from jalon.parcours.suivi.catalogue import LISTES
from jalon.parcours.suivi.selectors import ListeOuverte
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_DOSSIERS
from jalon.socle.acces.models import Compte
from jalon.socle.organisations.models import Organisation
from jalon.socle.territoire.models import Epci
from jalon.web.exports import exporter
from jalon.web.suivi.commun import filtres_demandes

PAR_PAGE = 50
CODES = frozenset(liste.code for liste in LISTES)
COLONNES = (
    "Nom", "Prénom", "Date de naissance", "Commune", "Depuis", "Jours", "Référent", "Structure",
    "Dernier rendez-vous", "Prochain rendez-vous", "Fin du contrat", "Numéro du dossier",
)  # fmt: skip


@autorise(*ROLES_DOSSIERS)
@require_GET
def listes_travail(request: HttpRequest) -> HttpResponse:
    """Toutes les listes, chacune avec son nombre."""
    filtres = filtres_demandes(request)
    contexte = {"listes": selectors.compter_listes(request.user, filtres), "filtres": filtres}
    return render(request, "suivi/listes.html", contexte | choix_de_filtres())


@autorise(*ROLES_DOSSIERS)
@require_GET
def liste_travail(request: HttpRequest, code: str) -> HttpResponse:
    """Une liste, la plus ancienne d'abord."""
    ouverte = _ouvrir(request, code)
    page = Paginator(ouverte, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "liste": ouverte.liste,
        "page": page,
        "lignes": nommer(list(page), ouverte.jour),
        "filtres": filtres_demandes(request),
    }
    return render(request, "suivi/liste.html", contexte | choix_de_filtres())


@autorise(*ROLES_DOSSIERS)
@require_GET
def liste_travail_export(request: HttpRequest, code: str, format: str) -> HttpResponse:
    """La liste entière, en CSV ou ODS."""
    ouverte = _ouvrir(request, code)
    return exporter(f"liste-{code}-{ouverte.jour:%Y%m%d}", COLONNES, lignes_a_emporter(ouverte), format)


def nommer(lignes: list[selectors.Ligne], jour: object) -> list[tuple[selectors.Ligne, str, str, int | None]]:
    """Chaque ligne, les noms de ses référents et de ses structures, et son âge en jours : deux requêtes."""
    comptes = dict(
        Compte.objects.filter(pk__in={cle for ligne in lignes for cle in ligne.referents}).values_list(
            "pk", "nom"
        )
    )
    structures = dict(
        Organisation.objects.filter(
            pk__in={cle for ligne in lignes for cle in ligne.organisations}
        ).values_list("pk", "nom")
    )
    return [
        (
            ligne,
            ", ".join(comptes[cle] for cle in ligne.referents if cle in comptes),
            ", ".join(structures[cle] for cle in ligne.organisations if cle in structures),
            ligne.age(jour),  # type: ignore[arg-type]
        )
        for ligne in lignes
    ]


def lignes_a_emporter(ouverte: ListeOuverte) -> Iterator[list[object]]:
    """Les lignes d'un export."""
    for ligne, referents, structures, age in nommer(list(ouverte), ouverte.jour):
        prochain = ligne.rdv_dernier_prevu
        yield [
            ligne.personne.nom, ligne.personne.prenom, ligne.personne.date_naissance, ligne.commune,
            ligne.depuis, age, referents, structures, ligne.rdv_dernier,
            prochain if prochain and prochain >= ouverte.jour else None, ligne.contrat_fin,
            str(ligne.personne.pk),
        ]  # fmt: skip


def choix_de_filtres() -> dict[str, object]:
    """Territoires et structures où quelqu'un que le lecteur voit habite ou est suivi."""
    return {
        "territoires": Epci.objects.filter(communes__isnull=False).distinct().order_by("nom"),
        "structures": Organisation.objects.order_by("nom"),
    }


def _ouvrir(request: HttpRequest, code: str) -> ListeOuverte:
    if code not in CODES:
        raise Http404("Cette liste n'existe pas.")
    return ListeOuverte(code, request.user, filtres_demandes(request))

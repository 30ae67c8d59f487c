"""Qui est entré, selon la définition choisie : le compte par mois, puis la liste."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from jalon.parcours.personnes import selectors
from jalon.parcours.personnes.models import Episode
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_DOSSIERS
from jalon.socle.acces.models import Compte
from jalon.web.exports import exporter
from jalon.web.requetes import lire_jour

PAR_PAGE = 100
DEFAUT = "loi"
COLONNES = (
    "Date d'entrée retenue", "Nom", "Prénom", "Date de naissance", "Entrée dans l'épisode", "Pourquoi",
    "Transmis le", "Commune", "Numéro de demande", "Soumis aux droits et devoirs",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FiltresEntrants:
    """Définition et bornes incluses ; par défaut, les douze mois qui finissent au dernier fichier chargé."""

    definition: str
    du: date
    au: date

    @classmethod
    def lire(cls, request: HttpRequest) -> FiltresEntrants:
        fin = selectors.dernier_jour_charge(request.user) or timezone.localdate()
        au = lire_jour(request.GET.get("au", "")) or fin
        du = lire_jour(request.GET.get("du", "")) or au.replace(day=1, year=au.year - 1)
        definition = request.GET.get("definition", DEFAUT)
        return cls(definition if definition in selectors.DEFINITIONS else DEFAUT, min(du, au), max(du, au))


@autorise(*ROLES_DOSSIERS)
@require_GET
def entrants(request: HttpRequest) -> HttpResponse:
    """Les nouveaux entrants d'une période, comptés par mois."""
    filtres = FiltresEntrants.lire(request)
    trouves = selectors.nouveaux_entrants(filtres.definition, filtres.du, filtres.au, request.user)
    page = Paginator(trouves, PAR_PAGE).get_page(request.GET.get("page"))
    ou = selectors.situations([episode.personne_id for episode in page], request.user, filtres.au)
    par_mois = selectors.entrants_par_mois(trouves)
    maximum = max((nombre for _, nombre in par_mois), default=1)
    contexte = {
        "filtres": filtres,
        "definitions": [(code, libelle) for code, (libelle, _) in selectors.DEFINITIONS.items()],
        "documentation": selectors.DEFINITIONS[filtres.definition][1].__doc__.strip().splitlines()[0],
        "page": page,
        "lignes": [(episode, ou.get(episode.personne_id)) for episode in page],
        "par_mois": [(mois, nombre, round(1000 * nombre / maximum)) for mois, nombre in par_mois],
    }
    return render(request, "personnes/entrants.html", contexte)


@autorise(*ROLES_DOSSIERS)
@require_GET
def entrants_export(request: HttpRequest, format: str) -> HttpResponse:
    """La liste entière de la période, en CSV ou ODS."""
    filtres = FiltresEntrants.lire(request)
    trouves = list(selectors.nouveaux_entrants(filtres.definition, filtres.du, filtres.au, request.user))
    nom = f"entrants-{filtres.definition}-{filtres.du:%Y%m%d}-{filtres.au:%Y%m%d}"
    return exporter(nom, COLONNES, _lignes(trouves, filtres.au, request.user), format)


def _lignes(trouves: list[Episode], au: date, lecteur: Compte) -> Iterator[list[object]]:
    ou = selectors.situations([episode.personne_id for episode in trouves], lecteur, au)
    for e in trouves:
        situation = ou.get(e.personne_id)
        yield [
            e.jour, *_identite(e), e.entree,
            e.get_motif_entree_display(), e.connu_le, situation.commune if situation else "",
            situation.numero if situation else "", situation.droits_devoirs_lisible if situation else "",
        ]  # fmt: skip


def _identite(episode: Episode) -> tuple[str, str, date | None]:
    """Nom, prénom, naissance ; une personne effacée reste comptée, sans rien qui la désigne."""
    personne = episode.personne
    if personne.effacee_le:
        return "identité effacée", "", None
    return personne.nom, personne.prenom, personne.date_naissance

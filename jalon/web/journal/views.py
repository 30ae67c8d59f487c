"""Le journal : qui a changé quoi, quand, avec l'avant et l'après."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from jalon.socle.journal.selectors import Changement, journal, modeles_suivis
from jalon.web.exports import exporter
from jalon.web.journal.filtres import lire_filtres

LECTURE = (Role.ADMINISTRATEUR, Role.DIRECTION)
PAR_PAGE = 50
EXPORT_MAX = 5000
COLONNES = ("Quand", "Qui", "Fait", "Genre", "Quoi", "Champ", "Avant", "Après")


@autorise(*LECTURE)
@require_GET
def vue_journal(request: HttpRequest) -> HttpResponse:
    """Les derniers changements, filtrés par personne, par genre d'objet et par date."""
    filtres = lire_filtres(request.GET)
    changements = journal(request.user, limite=PAR_PAGE + 1, **filtres.arguments())
    page = changements[:PAR_PAGE]
    contexte = {
        "changements": page,
        "filtres": filtres,
        "suite": page[-1].quand.isoformat() if len(changements) > PAR_PAGE else "",
        "personnes": Compte.objects.order_by("nom"),
        "modeles": modeles_suivis(),
    }
    return render(request, "journal/_resultat.html" if request.htmx else "journal/liste.html", contexte)


@autorise(*LECTURE)
@require_GET
def journal_export(request: HttpRequest, format: str) -> HttpResponse:
    """Les changements filtrés, dans un tableur : une ligne par champ changé."""
    changements = journal(request.user, limite=EXPORT_MAX, **lire_filtres(request.GET).arguments())
    return exporter("journal", COLONNES, _lignes(changements), format)


def _lignes(changements: list[Changement]) -> Iterator[list[object]]:
    for c in changements:
        for champ in c.champs:
            yield [c.quand, c.qui, c.verbe, c.genre, c.modele, champ.libelle, champ.avant, champ.apres]

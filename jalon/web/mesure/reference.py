"""La page de référence : comment chaque indicateur compte, tiré de sa déclaration."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jalon.mesure.tableaux.reference import ecrire_delai, fiches
from jalon.socle.acces.autorisation import autorise
from jalon.web.mesure.commun import LECTEURS


@autorise(*LECTEURS)
@require_GET
def indicateurs_reference(request: HttpRequest) -> HttpResponse:
    """Toutes les fiches, sur une page qui s'imprime."""
    toutes = [
        (
            fiche,
            [ecrire_delai(delai) for delai in fiche.delais],
            [(situation.label, raisons) for situation, raisons in fiche.raisons.items() if raisons],
        )
        for fiche in fiches()
    ]
    return render(request, "mesure/reference.html", {"fiches": toutes})

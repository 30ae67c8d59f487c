"""« Ma journée » : qui m'attend, ce que j'ai à faire ; « Mon service » : une équipe et ce qui attend."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jalon.parcours.contrats.selectors import compter_vues
from jalon.parcours.suivi import selectors
from jalon.parcours.suivi.catalogue import PAR_CODE
from jalon.parcours.suivi.selectors.portefeuille import ATTENTES
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_DOSSIERS, Role
from jalon.web.formulaires import Formulaire

VUES_DU_SERVICE = {
    "a_moi": "contrats attendent votre lecture, votre avis ou votre visa",
    "retards": "contrats dont la validation est en retard",
    "a_signer": "contrats à faire signer",
    "fins": "contrats finissent bientôt, sans suite préparée",
}
"""Vue des contrats → ce qu'en dit la page d'un responsable."""


@autorise(*ROLES_DOSSIERS)
@require_GET
def ma_journee(request: HttpRequest) -> HttpResponse:
    """Les rendez-vous du jour, les tâches, et les listes où quelqu'un attend."""
    journee = selectors.journee_de(request.user)
    return render(request, "suivi/journee.html", {"journee": journee, "geste": Formulaire()})


@autorise(Role.RESPONSABLE_STRUCTURE)
@require_GET
def mon_service(request: HttpRequest) -> HttpResponse:
    """Combien de personnes, qui en suit trop, ce qui attend : chaque nombre ouvre sa liste."""
    referents, structures = selectors.charges(request.user)
    vues = compter_vues(request.user)
    contexte = {
        "structures": structures,
        "referents": referents,
        "trop": sum(charge.reste is not None and charge.reste < 0 for charge in referents),
        "attentes": [PAR_CODE[code] for code in ATTENTES],
        "contrats": [(code, vues[code], texte) for code, texte in VUES_DU_SERVICE.items() if vues[code]],
        "listes": [(liste, total) for liste, total in selectors.compter_listes(request.user) if total],
    }
    return render(request, "suivi/service.html", contexte)

"""Les délais d'orientation : orientés à temps ou non, et ceux qui attendent encore."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from jalon.parcours.orientation import selectors
from jalon.parcours.orientation.selectors.delais import PAR
from jalon.parcours.orientation.selectors.horloges import NOMS
from jalon.web.exports import exporter
from jalon.web.orientation.commun import ANNEES, lecture_dossiers, territoires
from jalon.web.requetes import lire_jour

COLONNES = (
    "Groupe", "Entrants", "Orientés à temps", "Orientés en retard", "Attendent, dans les temps",
    "Attendent, en retard", "Dont décidés, à notifier", "Sortis sans orientation", "Durée médiane (jours)",
    "Attente médiane (jours)", "Attente la plus longue (jours)",
)  # fmt: skip


@lecture_dossiers
@require_GET
def orientation_delais(request: HttpRequest) -> HttpResponse:
    """Ce que sont devenus les entrants d'une période, groupe par groupe."""
    choix = _lire(request)
    total, groupes = selectors.delais_orientation(request.user, **choix)
    contexte = {
        "choix": choix,
        "total": total,
        "groupes": groupes,
        "maximum": max((g.entrants for g in groupes), default=1),
        "pars": PAR.items(),
        "horloges": NOMS.items(),
        "territoires": territoires(),
    }
    return render(request, "orientation/delais.html", contexte)


@lecture_dossiers
@require_GET
def orientation_delais_export(request: HttpRequest, format: str) -> HttpResponse:
    """Le tableau des délais, en CSV ou ODS."""
    choix = _lire(request)
    total, groupes = selectors.delais_orientation(request.user, **choix)
    lignes = [
        [
            d.groupe, d.entrants, d.a_temps, d.en_retard, d.attendent_a_temps, d.attendent_en_retard,
            d.a_notifier, d.sortis, d.mediane, d.age_median, d.age_maximal,
        ]
        for d in [*groupes, total]
    ]  # fmt: skip
    return exporter(f"delais-orientation-{choix['par']}", COLONNES, lignes, format)


def _lire(request: HttpRequest) -> dict[str, Any]:
    """Par défaut, les douze mois qui finissent aujourd'hui, par mois, sur l'horloge de la loi."""
    lus = request.GET
    au = lire_jour(lus.get("au", ""), ANNEES) or timezone.localdate()
    du = lire_jour(lus.get("du", ""), ANNEES) or au.replace(day=1, year=au.year - 1)
    return {
        "du": min(du, au),
        "au": max(du, au),
        "par": lus["par"] if lus.get("par") in PAR else "mois",
        "horloge": lus["horloge"] if lus.get("horloge") in NOMS else "loi",
        "territoire": lus.get("territoire", "")[:9],
    }

"""Le journal des lectures : qui a ouvert le dossier de qui. Pour le délégué à la protection des données."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from jalon.socle.journal.lectures import lectures
from jalon.socle.journal.models import Lecture
from jalon.web.exports import exporter
from jalon.web.requetes import lire_cle, lire_jour

PAR_PAGE = 100
EXPORT_MAX = 50_000
COLONNES = ("Quand", "Compte", "Courriel", "Écran", "Numéro du dossier")
ECRANS = {
    "personne": "fiche d'une personne",
    "foyer": "fiche d'un foyer",
    "rapprochement": "rapprochement",
    "conflit": "conflit avec un extrait",
    "export": "export du dossier entier",
}


@dataclass(frozen=True, slots=True)
class FiltresLectures:
    """Dossier, compte et jours demandés ; un filtre illisible est ignoré."""

    sujet: UUID | None
    compte: UUID | None
    du: date | None
    au: date | None

    @classmethod
    def lire(cls, requete: QueryDict) -> FiltresLectures:
        return cls(
            lire_cle(requete.get("sujet", "")),
            lire_cle(requete.get("compte", "")),
            lire_jour(requete.get("du", "")),
            lire_jour(requete.get("au", "")),
        )

    def arguments(self) -> dict[str, Any]:
        return {"sujet": self.sujet, "compte": self.compte, "du": self.du, "au": self.au}

    @property
    def actifs(self) -> bool:
        return any(self.arguments().values())


@autorise(Role.DPO)
@require_GET
def vue_lectures(request: HttpRequest) -> HttpResponse:
    """Les dossiers ouverts, le plus récent d'abord, filtrés par dossier, par compte et par date."""
    filtres = FiltresLectures.lire(request.GET)
    page = Paginator(lectures(request.user, **filtres.arguments()), PAR_PAGE).get_page(
        request.GET.get("page")
    )
    contexte = {
        "page": page,
        "lignes": [(lecture, ECRANS.get(lecture.ecran, lecture.ecran)) for lecture in page],
        "filtres": filtres,
        "comptes": Compte.objects.filter(systeme=False).order_by("nom"),
    }
    return render(request, "journal/lectures.html", contexte)


@autorise(Role.DPO)
@require_GET
def lectures_export(request: HttpRequest, format: str) -> HttpResponse:
    """Les lectures filtrées, dans un tableur."""
    trouvees = lectures(request.user, **FiltresLectures.lire(request.GET).arguments())[:EXPORT_MAX]
    return exporter("lectures", COLONNES, _lignes(trouvees), format)


def _lignes(trouvees: Iterable[Lecture]) -> Iterable[list[object]]:
    for lue in trouvees:
        ecran = ECRANS.get(lue.ecran, lue.ecran)
        yield [lue.quand, lue.compte.nom, lue.compte.courriel, ecran, str(lue.sujet)]

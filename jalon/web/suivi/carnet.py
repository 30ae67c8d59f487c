"""Le carnet que la personne lit par son lien : ce qui l'attend, son contrat, son chemin."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from jalon.parcours.contrats.enums import EtatContrat
from jalon.parcours.contrats.models import Contrat
from jalon.parcours.rendezvous.models import Participation
from jalon.parcours.suivi.jalons import jalons_de
from jalon.parcours.suivi.models import NoteCarnet
from jalon.parcours.suivi.services.acces import OBJET_LIEN
from jalon.socle.acces.autorisation import public
from jalon.socle.acces.liens import LienInvalide, ouvrir_lien


@public
@require_GET
@never_cache
def carnet(request: HttpRequest, jeton: str) -> HttpResponse:
    """Le carnet de la personne du lien, et de personne d'autre. Un lien passé dit quoi faire."""
    try:
        lien = ouvrir_lien(jeton[:200])
    except LienInvalide:
        return _perdu(request)
    if lien.objet != OBJET_LIEN:
        return _perdu(request)
    aujourd_hui = timezone.localdate()
    contexte = {
        "prochain": _prochain(lien.personne),
        "contrat": Contrat.objects.filter(
            Q(fin=None) | Q(fin__gte=aujourd_hui), personne=lien.personne, etat=EtatContrat.SIGNE
        ).first(),
        "notes": NoteCarnet.objects.filter(personne=lien.personne, partagee=True).order_by("-date")[:10],
        "etapes": [j for j in jalons_de(lien.personne) if j.montre and j.nature != "note"],
    }
    reponse = render(request, "suivi/carnet.html", contexte)
    reponse["Referrer-Policy"] = "no-referrer"
    reponse["X-Robots-Tag"] = "noindex"
    return reponse


def _prochain(personne: object) -> Participation | None:
    return (
        Participation.objects.filter(
            personne=personne, issue=None, rendezvous__annule_le=None, rendezvous__debut__gt=timezone.now()
        )
        .select_related("rendezvous__motif", "rendezvous__lieu")
        .order_by("rendezvous__debut")
        .first()
    )


def _perdu(request: HttpRequest) -> HttpResponse:
    return render(request, "suivi/carnet_perdu.html", status=404)

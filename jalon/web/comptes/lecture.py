"""Comptes et habilitations, prêts à montrer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from jalon.pilotage.programmes.models import Programme
from jalon.socle.acces.models import Compte, Habilitation


@dataclass(frozen=True, slots=True)
class HabilitationListee:
    """Une habilitation, son périmètre, ses dates incluses. `moment` : en vigueur, passée, à venir."""

    habilitation: Habilitation
    perimetre: str
    du: date | None
    au: date | None
    moment: str


@dataclass(frozen=True, slots=True)
class CompteListe:
    """Un compte et ses rôles en vigueur."""

    compte: Compte
    roles: list[HabilitationListee]


def comptes_listes(recherche: str = "") -> list[CompteListe]:
    """Les comptes des personnes, par nom, avec leurs rôles d'aujourd'hui. Trois requêtes au plus."""
    comptes = Compte.objects.filter(systeme=False).order_by("-actif", "nom", "courriel")
    if recherche.strip():
        comptes = comptes.filter(
            Q(nom__icontains=recherche.strip()) | Q(courriel__icontains=recherche.strip())
        )
    retenus = list(comptes[:500])
    par_compte: dict[object, list[HabilitationListee]] = {}
    en_vigueur = Habilitation.objects.filter(compte__in=retenus, periode__contains=timezone.localdate())
    for listee in _lister(en_vigueur.select_related("organisation").order_by("role")):
        par_compte.setdefault(listee.habilitation.compte_id, []).append(listee)
    return [CompteListe(compte, par_compte.get(compte.pk, [])) for compte in retenus]


def habilitations_listees(compte: Compte) -> list[HabilitationListee]:
    """Toutes les habilitations d'un compte, la plus récente d'abord."""
    habilitations = Habilitation.objects.filter(compte=compte).select_related("organisation", "posee_par")
    return _lister(habilitations.order_by("-periode", "role"))


def _lister(habilitations) -> list[HabilitationListee]:  # noqa: ANN001
    liste = list(habilitations)
    cles = {h.programme_id for h in liste if h.programme_id}
    programmes = dict(Programme.objects.filter(pk__in=cles).values_list("pk", "intitule")) if cles else {}
    return [_montrer(h, programmes) for h in liste]


def _montrer(habilitation: Habilitation, programmes: dict) -> HabilitationListee:
    du, fin = habilitation.periode.lower, habilitation.periode.upper
    return HabilitationListee(
        habilitation=habilitation,
        perimetre=_perimetre(habilitation, programmes),
        du=du,
        au=fin - timedelta(days=1) if fin else None,
        moment=_moment(habilitation, timezone.localdate()),
    )


def _perimetre(habilitation: Habilitation, programmes: dict) -> str:
    morceaux = []
    if habilitation.programme_id:
        morceaux.append(
            f"programme « {programmes.get(habilitation.programme_id, 'hors de votre périmètre')} »"
        )
    if habilitation.organisation:
        morceaux.append(f"organisation « {habilitation.organisation} »")
    if habilitation.departement:
        morceaux.append(f"département {habilitation.departement}")
    return ", ".join(morceaux) or "tout Jalon"


def _moment(habilitation: Habilitation, jour: date) -> str:
    periode = habilitation.periode
    if periode.isempty:
        return "passée"
    if periode.lower and jour < periode.lower:
        return "à venir"
    return "passée" if periode.upper and jour >= periode.upper else "en vigueur"

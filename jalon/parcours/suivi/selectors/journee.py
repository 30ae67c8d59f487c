"""« Ma journée » : les rendez-vous du jour, ce qui est à faire, et les listes qui attendent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from jalon.parcours.rendezvous.models import Participation
from jalon.parcours.suivi.catalogue import Liste
from jalon.parcours.suivi.models import TacheSuivi
from jalon.parcours.suivi.selectors.echeances import Attente, attentes_de
from jalon.parcours.suivi.selectors.listes import Filtres, compter_listes
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from jalon.socle.acces.selectors import roles_de

MONTREES = 30
HORIZON = 7
"""Jours à venir dont les tâches se montrent."""


@dataclass(frozen=True, slots=True)
class Journee:
    """Ce qui attend un compte un jour donné."""

    jour: date
    rendezvous: list[Participation]
    taches: list[TacheSuivi]
    attentes: list[Attente]
    listes: list[tuple[Liste, int]]
    filtres: Filtres


def journee_de(compte: Compte, jour: date | None = None) -> Journee:
    """La journée d'un compte : pour un référent ses personnes, pour les autres leur périmètre."""
    au = jour or timezone.localdate()
    roles = roles_de(compte, au)
    a_lui = Filtres(referent=compte.pk) if roles == {Role.REFERENT} else Filtres()
    return Journee(
        jour=au,
        rendezvous=_rendezvous(compte, au),
        taches=_taches(compte, au),
        attentes=attentes_de(compte, au) if Role.REFERENT in roles else [],
        listes=[(liste, nombre) for liste, nombre in compter_listes(compte, a_lui, au) if nombre],
        filtres=a_lui,
    )


def _rendezvous(compte: Compte, jour: date) -> list[Participation]:
    minuit = timezone.make_aware(datetime.combine(jour, time.min))
    lendemain = timezone.make_aware(datetime.combine(jour + timedelta(days=1), time.min))
    places = Participation.objects.filter(
        Q(rendezvous__agent=compte)
        | Q(rendezvous__agent=None, personne__perimetre__referents__contains=[compte.pk]),
        rendezvous__annule_le=None,
        rendezvous__debut__gte=minuit,
        rendezvous__debut__lt=lendemain,
    )
    places = places.select_related("rendezvous__motif", "rendezvous__lieu", "personne")
    places = places.defer("personne__nir_chiffre", "personne__nir_cle", "personne__trigrammes")
    return list(places.order_by("rendezvous__debut", "id")[:MONTREES])


def _taches(compte: Compte, jour: date) -> list[TacheSuivi]:
    a_faire = TacheSuivi.objects.filter(
        Q(pour=compte) | Q(pour=None, personne__perimetre__referents__contains=[compte.pk]),
        faite_le=None,
        abandonnee_le=None,
        echeance__lte=jour + timedelta(days=HORIZON),
    )
    a_faire = a_faire.select_related("personne").defer(
        "personne__nir_chiffre", "personne__nir_cle", "personne__trigrammes"
    )
    return list(a_faire.order_by("echeance", "id")[:MONTREES])

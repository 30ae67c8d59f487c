"""Qui suit une personne, et qui l'a suivie."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from jalon.parcours.personnes.models import Affectation
from jalon.parcours.personnes.suivis import referents
from jalon.parcours.suivi.models import EquipePersonne, Relais
from jalon.socle.acces.models import Compte


def referent_de(personne: UUID, lecteur: Compte, jour: date | None = None) -> Affectation | None:
    """L'affectation de son référent ce jour-là ; `None` s'il n'y en a pas."""
    au = jour or timezone.localdate()
    return referents(personne, au, au).select_related("compte", "organisation").first()


def equipe_de(personne: UUID, lecteur: Compte, jour: date | None = None) -> QuerySet[EquipePersonne]:
    """Les membres de l'équipe ce jour-là, sans le référent."""
    return (
        EquipePersonne.objects.filter(
            personne=personne, doublon=False, periode__contains=jour or timezone.localdate()
        )
        .select_related("compte", "organisation", "fonction")
        .order_by("fonction__ordre", "ajoute_le")
    )


def relais_de(personne: UUID, lecteur: Compte) -> QuerySet[Relais]:
    """Les relais non annulés, le dernier d'abord."""
    return Relais.objects.filter(personne=personne, annule_le=None).select_related("de", "vers")

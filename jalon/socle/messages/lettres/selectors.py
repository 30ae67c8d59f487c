"""Quel modèle sert, et lesquels existent."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet

from jalon.socle.messages.models import ModeleLettre
from jalon.socle.organisations.models import Organisation


def modele_en_vigueur(type: str, organisation: Organisation | UUID | None, jour: date) -> ModeleLettre | None:
    """Le modèle de l'organisation, sinon celui du département ; `None` : le texte de départ du type."""
    cle = organisation.pk if isinstance(organisation, Organisation) else organisation
    return (
        ModeleLettre.objects.filter(
            Q(organisation=cle) | Q(organisation=None), type=type, periode__contains=jour
        )
        .order_by(F("organisation").asc(nulls_last=True))
        .first()
    )


def modeles_du_departement(jour: date) -> dict[str, ModeleLettre]:
    """Les modèles du département en vigueur ce jour-là, par type, en une requête."""
    modeles = ModeleLettre.objects.filter(organisation=None, periode__contains=jour)
    return {modele.type: modele for modele in modeles}


def versions(type: str, organisation: UUID | None = None) -> QuerySet[ModeleLettre]:
    """Les versions d'un modèle, la plus récente d'abord."""
    return (
        ModeleLettre.objects.filter(type=type, organisation=organisation)
        .select_related("cree_par")
        .order_by("-version")
    )

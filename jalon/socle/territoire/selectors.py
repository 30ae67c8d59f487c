"""Lecture du référentiel des territoires."""

from __future__ import annotations

from django.db.models import QuerySet

from jalon.socle.territoire.models import Commune, Departement, Epci


def departement_par_code(code: str) -> Departement | None:
    """Département de ce code officiel, ou `None`."""
    return Departement.objects.filter(pk=code).first()


def departements() -> QuerySet[Departement]:
    """Tous les départements, par code."""
    return Departement.objects.order_by("code")


def communes_de(departement: str) -> QuerySet[Commune]:
    """Communes d'un département, par nom, avec leur intercommunalité."""
    return Commune.objects.filter(departement_id=departement).select_related("epci").order_by("nom", "code")


def epci_de(departement: str) -> QuerySet[Epci]:
    """Intercommunalités qui ont au moins une commune dans le département, par nom."""
    return Epci.objects.filter(communes__departement_id=departement).distinct().order_by("nom", "code")

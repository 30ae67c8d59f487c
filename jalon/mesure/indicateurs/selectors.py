"""Lire les définitions d'indicateurs."""

from __future__ import annotations

from django.db.models import QuerySet

from jalon.mesure.indicateurs.models import Indicateur


def indicateurs() -> QuerySet[Indicateur]:
    """La dernière version de chaque indicateur, dans l'ordre des codes."""
    return Indicateur.objects.order_by("code", "-version").distinct("code")


def indicateur_par_code(code: str, version: int | None = None) -> Indicateur:
    """L'indicateur de ce code, dans sa dernière version par défaut. Lève `Indicateur.DoesNotExist`."""
    versions = Indicateur.objects.filter(code=code).order_by("-version")
    if version is not None:
        versions = versions.filter(version=version)
    trouve = versions.first()
    if trouve is None:
        raise Indicateur.DoesNotExist(f"Aucun indicateur « {code} ».")
    return trouve

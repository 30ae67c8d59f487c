"""Lecture des paramètres datés."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from jalon.socle.parametres.models import Parametre

_SANS_DEFAUT = object()


class ParametreAbsent(LookupError):
    """Aucune valeur de ce paramètre n'est en vigueur ce jour-là."""


def parametre(code: str, a_la_date: date, *, defaut: Any = _SANS_DEFAUT) -> Any:
    """Valeur du paramètre en vigueur à cette date.

    Lève `ParametreAbsent` s'il n'y en a pas et qu'aucun défaut n'est donné.
    """
    valeurs = list(
        Parametre.objects.filter(code=code, periode__contains=a_la_date).values_list("valeur", flat=True)
    )
    if valeurs:
        return valeurs[0]
    if defaut is _SANS_DEFAUT:
        raise ParametreAbsent(f"Le paramètre « {code} » n'a pas de valeur au {a_la_date:%d/%m/%Y}.")
    return defaut


def parametres_en_vigueur(a_la_date: date) -> QuerySet[Parametre]:
    """Les paramètres en vigueur à cette date, par code."""
    return Parametre.objects.filter(periode__contains=a_la_date).order_by("code")


def valeurs_de(code: str) -> QuerySet[Parametre]:
    """Toutes les valeurs d'un paramètre, la plus récente d'abord."""
    return Parametre.objects.filter(code=code).order_by("-periode")

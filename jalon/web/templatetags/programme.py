"""Filtres des lignes d'action : ce qui manque, ce qui est fautif."""

from __future__ import annotations

from django import template

from jalon.web.programmes.aujourd_hui import Aujourdhui, Ligne

register = template.Library()


@register.filter
def manques(ligne: Ligne, jour: Aujourdhui) -> list[str]:
    """Ce qui manque à l'action."""
    return jour.manques(ligne)


@register.filter
def fautive(ligne: Ligne, jour: Aujourdhui) -> bool:
    """Vrai si une anomalie certaine touche l'action."""
    return jour.fautive(ligne)

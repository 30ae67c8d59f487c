"""Filtres des contrats : dates et nombres gardés en texte dans une version, codes en clair."""

from __future__ import annotations

from django import template

from jalon.parcours.contrats.contenu import jour_lisible
from jalon.parcours.contrats.enums import MotifReduction, MotifReexamen
from jalon.parcours.orientation.enums import Voie

register = template.Library()
MOTIFS = {code: str(libelle) for code, libelle in (*MotifReexamen.choices, *MotifReduction.choices)}


@register.filter
def jour_iso(texte: str) -> str:
    """« 2025-02-10 » → « 10/02/2025 »."""
    return jour_lisible(texte)


@register.filter
def decimale(texte: str) -> str:
    """« 7.5 » → « 7,5 »."""
    return texte.replace(".", ",")


@register.filter
def voie_lisible(code: str) -> str:
    return str(Voie(code).label) if code in Voie.values else code


@register.filter
def motif_lisible(code: str) -> str:
    return MOTIFS.get(code, code)

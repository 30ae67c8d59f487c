"""Un jour en toutes lettres, comme on l'écrit en français : « 1er décembre », « 2 décembre »."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format


def ecrire_jour(jour: date, forme: str = "j F Y") -> str:
    """`forme` : celle des gabarits de Django ; le premier du mois y est un ordinal."""
    return date_format(jour, forme.replace("j", r"j\e\r") if jour.day == 1 else forme)

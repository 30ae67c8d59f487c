"""Périodes telles que les rapports les impriment : bornes, genre, libellé."""

from jalon.socle.periodes.lecture import lire_periode, lire_periodes
from jalon.socle.periodes.modele import Genre, Periode

__all__ = ["Genre", "Periode", "lire_periode", "lire_periodes"]

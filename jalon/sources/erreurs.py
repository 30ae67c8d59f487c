"""Pourquoi un fichier entier n'est pas pris, quelle que soit sa source."""

from __future__ import annotations


class FichierRefuse(Exception):
    """Le fichier entier est refusé. Le message dit quoi, pourquoi et que faire, sans donnée personnelle."""


class FichierEnAttente(FichierRefuse):
    """Le fichier n'est pas en cause : il se chargera tel quel, plus tard."""

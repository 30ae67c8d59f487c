"""Pourquoi un chargement s'est arrêté, en français et sans aucune valeur lue.

Un message de PostgreSQL cite la ligne fautive, donc des noms : rien n'en est repris que son code.
"""

from __future__ import annotations

import errno

from django.db import DatabaseError

from jalon.sources.erreurs import FichierEnAttente, FichierRefuse

RIEN_CHANGE = "rien n'a été changé."
DISQUE = (errno.ENOSPC, errno.EDQUOT)


def raison(erreur: Exception) -> tuple[str, bool]:
    """Le message, et s'il suffit de recommencer plus tard : le fichier n'est alors pas en cause."""
    if isinstance(erreur, FichierRefuse):
        return str(erreur), isinstance(erreur, FichierEnAttente)
    if isinstance(erreur, DatabaseError):
        return _de_la_base(erreur)
    if isinstance(erreur, OSError) and erreur.errno in DISQUE:
        return f"le disque du serveur est plein. Libérez de la place, puis recommencez : {RIEN_CHANGE}", True
    motif = getattr(erreur, "strerror", None) or type(erreur).__name__
    return (
        f"le fichier ne peut pas être lu ou gardé ({motif}). Vérifiez le disque et les droits, puis "
        f"recommencez : {RIEN_CHANGE}",
        True,
    )


def _de_la_base(erreur: DatabaseError) -> tuple[str, bool]:
    code = getattr(erreur.__cause__, "sqlstate", None) or ""
    if code.startswith("53"):
        return (
            f"la base n'a plus de place (code {code}). Libérez de la place sur son disque, puis "
            f"recommencez : {RIEN_CHANGE}",
            True,
        )
    if code.startswith(("22", "23")):
        return (
            f"la base a refusé une valeur de ce fichier (code {code}) : {RIEN_CHANGE} Gardez le fichier et "
            "signalez ce code.",
            False,
        )
    suite = f" (code {code})" if code else ""
    return f"la base a interrompu le chargement{suite}. Recommencez : {RIEN_CHANGE}", True

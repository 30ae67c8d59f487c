"""Un petit département d'essai, sans lire le référentiel des communes."""

from __future__ import annotations

from datetime import date
from typing import Any

from jalon.sources.flux_cnaf.simulation.reglages import Commune, Reglages

COMMUNES = (
    Commune("99001", "Bourg-en-Forêt", "99000", 48_000),
    Commune("99002", "Saint-Étienne-de-l'Essai", "99200", 9_000),
    Commune("99003", "L'Étape", "99210", 700),
    Commune("99004", "Le Hameau", "99210", 60),
)


def reglages(foyers: int = 60, nombre_mois: int = 1, **options: Any) -> Reglages:
    options.setdefault("departement", "99")
    return Reglages(foyers, date(2025, 1, 1), COMMUNES, nombre_mois=nombre_mois, **options)

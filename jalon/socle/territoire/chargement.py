"""Chargement du référentiel des territoires, d'après le fichier que prépare `make statiques`.

Source : paquet @etalab/decoupage-administratif (code officiel géographique et populations de l'INSEE).
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction


class ReferentielIllisible(ValueError):
    """Le fichier du référentiel manque ou n'a pas la forme attendue."""


@dataclass(frozen=True, slots=True)
class Bilan:
    """Nombre de lignes du référentiel chargé."""

    departements: int
    epci: int
    communes: int


def charger_territoire(fichier: Path) -> Bilan:
    """Met le référentiel à l'image du fichier, en une transaction ; le recharger ne change rien.

    Une commune ou une intercommunalité disparue est supprimée ; un département reste. Les populations sont
    les populations municipales, en habitants. Lève `ReferentielIllisible`.
    """
    donnees = _lire(fichier)
    population: Counter[str] = Counter()
    for _, _, departement, _, habitants in donnees["communes"]:
        population[departement] += habitants or 0
    departements = [(*ligne, population.get(ligne[0])) for ligne in donnees["departements"]]
    with transaction.atomic():
        _remplacer("socle_territoire_departement", ("code", "nom", "region", "population"), departements)
        _remplacer("socle_territoire_epci", ("code", "nom", "type", "population"), donnees["epci"])
        _remplacer(
            "socle_territoire_commune",
            ("code", "nom", "departement_id", "epci_id", "population"),
            donnees["communes"],
        )
        _executer(
            "DELETE FROM socle_territoire_contour WHERE territoire_id NOT IN"
            " (SELECT code FROM nouvelles_socle_territoire_epci)"
        )
        for table in ("socle_territoire_commune", "socle_territoire_epci"):
            _retirer_absents(table)
        for table in ("commune", "epci", "departement"):
            _executer(f"DROP TABLE nouvelles_socle_territoire_{table}")
    return Bilan(len(departements), len(donnees["epci"]), len(donnees["communes"]))


def _lire(fichier: Path) -> dict[str, Any]:
    try:
        with gzip.open(fichier, "rt", encoding="utf-8") as flux:
            donnees: dict[str, Any] = json.load(flux)
        largeurs = {"departements": 3, "epci": 4, "communes": 5}
        if any(len(ligne) != largeur for nom, largeur in largeurs.items() for ligne in donnees[nom]):
            raise ValueError("nombre de colonnes inattendu")
    except FileNotFoundError as erreur:
        raise ReferentielIllisible(
            f"Le fichier {fichier} manque : « make statiques » le prépare."
        ) from erreur
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError) as erreur:
        raise ReferentielIllisible(
            f"Le fichier {fichier} ne se lit pas ({erreur}) : relancez « make statiques »."
        ) from erreur
    return donnees


def _remplacer(table: str, colonnes: tuple[str, ...], lignes: Iterable[Iterable[Any]]) -> None:
    """Copie les lignes dans une table temporaire, puis ajoute ou met à jour celles qui diffèrent."""
    noms = ", ".join(colonnes)
    excluees = ", ".join(f"{nom} = excluded.{nom}" for nom in colonnes[1:])
    anciennes = ", ".join(f"{table}.{nom}" for nom in colonnes[1:])
    nouvelles = ", ".join(f"excluded.{nom}" for nom in colonnes[1:])
    with connection.cursor() as curseur:
        curseur.execute(
            f"CREATE TEMPORARY TABLE nouvelles_{table} (LIKE {table} INCLUDING DEFAULTS) ON COMMIT DROP"
        )
        with curseur.copy(f"COPY nouvelles_{table} ({noms}) FROM STDIN") as copie:
            for ligne in lignes:
                copie.write_row(tuple(ligne))
        curseur.execute(
            f"INSERT INTO {table} ({noms}) SELECT {noms} FROM nouvelles_{table}"
            f" ON CONFLICT (code) DO UPDATE SET {excluees}"
            f" WHERE ({anciennes}) IS DISTINCT FROM ({nouvelles})"
        )


def _retirer_absents(table: str) -> None:
    _executer(
        f"DELETE FROM {table} WHERE NOT EXISTS"
        f" (SELECT 1 FROM nouvelles_{table} n WHERE n.code = {table}.code)"
    )


def _executer(ordre: str) -> None:
    with connection.cursor() as curseur:
        curseur.execute(ordre)

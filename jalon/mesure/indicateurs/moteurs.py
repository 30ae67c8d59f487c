"""Les moteurs : la même déclaration devient du SQL de PostgreSQL ou de DuckDB.

PostgreSQL calcule sur les vues mêmes : c'est l'oracle. DuckDB calcule sur la copie en colonnes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import Any, Protocol

from jalon.mesure.entrepot.copie import entrepot
from jalon.mesure.evenements.lecture import Curseur, lecture


class NomMoteur(StrEnum):
    POSTGRES = "postgres"
    DUCKDB = "duckdb"


class Moteur(Protocol):
    """Passe une requête écrite dans son dialecte ; rend des tuples de valeurs Python."""

    dialecte: str

    def lire(self, requete: str) -> Sequence[tuple[Any, ...]]: ...


class MoteurPostgres:
    dialecte = "postgres"

    def __init__(self, curseur: Curseur) -> None:
        self._curseur = curseur

    def lire(self, requete: str) -> Sequence[tuple[Any, ...]]:
        return self._curseur.execute(requete.encode()).fetchall()


class MoteurDuckdb:
    """`connexion` : un DuckDB en mémoire où les deux tables de faits sont chargées ; `version` : lesquels.

    Sans `version`, on ne sait pas si deux lectures voient les mêmes faits : rien ne se garde.
    """

    dialecte = "duckdb"

    def __init__(self, connexion: Any, version: str = "") -> None:
        self._connexion = connexion
        self.version = version

    def lire(self, requete: str) -> Sequence[tuple[Any, ...]]:
        lignes: list[tuple[Any, ...]] = self._connexion.execute(requete).fetchall()
        return lignes


@contextmanager
def ouvrir(nom: NomMoteur = NomMoteur.DUCKDB) -> Iterator[Moteur]:
    """Le moteur de ce nom, à jour des faits déjà enregistrés."""
    with lecture() as curseur:
        if nom is NomMoteur.POSTGRES:
            yield MoteurPostgres(curseur)
            return
        connexion, version = entrepot().a_jour(curseur), entrepot().version
    with connexion.cursor() as lecteur:
        yield MoteurDuckdb(lecteur, version)

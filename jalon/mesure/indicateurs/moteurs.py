"""Les moteurs : la même déclaration devient du SQL de PostgreSQL, de DuckDB ou de Spark.

PostgreSQL calcule sur les vues mêmes : c'est l'oracle. DuckDB calcule sur la copie en colonnes, Spark sur
cette copie exportée.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from jalon.mesure.entrepot import spark
from jalon.mesure.entrepot.copie import FILS, entrepot
from jalon.mesure.entrepot.export import exporter
from jalon.mesure.evenements.lecture import Curseur, lecture


class NomMoteur(StrEnum):
    POSTGRES = "postgres"
    DUCKDB = "duckdb"
    SPARK = "spark"


class Moteur(Protocol):
    """Passe une requête écrite dans son dialecte ; rend des tuples de valeurs Python."""

    dialecte: str

    def lire(self, requete: str) -> Sequence[tuple[Any, ...]]: ...

    def lire_toutes(self, requetes: Sequence[str]) -> list[Sequence[tuple[Any, ...]]]:
        """Les lignes de chaque requête, dans le même ordre."""
        return [self.lire(requete) for requete in requetes]


class MoteurPostgres(Moteur):
    dialecte = "postgres"

    def __init__(self, curseur: Curseur) -> None:
        self._curseur = curseur

    def lire(self, requete: str) -> Sequence[tuple[Any, ...]]:
        return self._curseur.execute(requete.encode()).fetchall()


class MoteurDuckdb(Moteur):
    """`connexion` : un DuckDB en mémoire où les deux tables de faits sont chargées ; `version` : lesquels.

    Sans `version`, on ne sait pas si deux lectures voient les mêmes faits : rien ne se garde.
    """

    dialecte = "duckdb"

    def __init__(self, connexion: Any, version: str = "") -> None:
        self._connexion = connexion
        self.version = version

    def lire(self, requete: str) -> Sequence[tuple[Any, ...]]:
        return _lignes(self._connexion, requete)

    def lire_toutes(self, requetes: Sequence[str]) -> list[Sequence[tuple[Any, ...]]]:
        """Deux à la fois : une requête courte se prépare plus longtemps qu'elle ne lit, sur un seul fil."""
        if len(requetes) < 2:
            return super().lire_toutes(requetes)
        with ThreadPoolExecutor(FILS) as fils:
            return list(fils.map(self._a_part, requetes))

    def _a_part(self, requete: str) -> Sequence[tuple[Any, ...]]:
        with self._connexion.cursor() as lecteur:
            return _lignes(lecteur, requete)


def _lignes(connexion: Any, requete: str) -> Sequence[tuple[Any, ...]]:
    lignes: list[tuple[Any, ...]] = connexion.execute(requete).fetchall()
    return lignes


class MoteurSpark(Moteur):
    """`session` : une séance où les deux tables de faits sont lisibles."""

    dialecte = "pyspark"

    def __init__(self, session: Any) -> None:
        self._session = session

    def lire(self, requete: str) -> Sequence[tuple[Any, ...]]:
        return spark.lire(self._session, requete)


@contextmanager
def ouvrir(nom: NomMoteur = NomMoteur.DUCKDB) -> Iterator[Moteur]:
    """Le moteur de ce nom, à jour des faits déjà enregistrés. Lève `SparkAbsent` si Spark n'est pas là."""
    if nom is NomMoteur.SPARK and spark.ce_qui_manque():
        raise spark.SparkAbsent(spark.ce_qui_manque())
    with lecture() as curseur:
        if nom is NomMoteur.POSTGRES:
            yield MoteurPostgres(curseur)
            return
        connexion, version = entrepot().a_jour(curseur), entrepot().version
    if nom is NomMoteur.SPARK:
        with tempfile.TemporaryDirectory(prefix="jalon-copie-") as copie:
            exporter(connexion, Path(copie))
            with ouvrir_spark(Path(copie), os.environ.get("JALON_SPARK", "")) as moteur:
                yield moteur
        return
    with connexion.cursor() as lecteur:
        yield MoteurDuckdb(lecteur, version)


@contextmanager
def ouvrir_spark(dossier: Path, adresse: str = "") -> Iterator[Moteur]:
    """Spark sur une copie déjà exportée (`jalon entrepot exporter`) ; `adresse` : voir `spark.seance`."""
    with spark.seance(dossier, adresse) as session:
        yield MoteurSpark(session)

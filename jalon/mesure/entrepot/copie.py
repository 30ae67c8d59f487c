"""Tenir la copie en colonnes à jour de la base, et la charger dans un DuckDB en mémoire.

Une base complète puis des deltas : chaque delta remplace toutes les lignes des personnes dont un fait a
changé, si bien que le rejouer ne change rien et qu'un effacement, une fusion ou une correction suivent sans
cas particulier. Le manifeste nomme les fichiers ; le remplacer d'un coup est la seule écriture visible.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb

from jalon.mesure.evenements.lecture import Curseur
from jalon.mesure.evenements.pose import empreinte
from jalon.mesure.evenements.schema import COLONNES_EPISODES, COLONNES_EVENEMENTS
from jalon.socle.base.dossier import sous_dossier

TABLES = {"evenements": COLONNES_EVENEMENTS, "episodes": COLONNES_EPISODES}
TYPES_DUCKDB = {
    "uuid": "UUID",
    "string": "VARCHAR",
    "date": "DATE",
    "int64": "BIGINT",
    "int32": "INTEGER",
    "boolean": "BOOLEAN",
}
FILS = 2
REGLAGES: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "threads": FILS,
}
ORDRE = {"evenements": "type, date"}
"""Une table rangée ainsi se lit par morceaux : un indicateur ne demande que quelques types d'événements."""
DELTAS_MAXIMUM = 40
PART_MAXIMUM = 5
"""Au-delà de tant de deltas, ou d'une personne sur cinq touchée, une base neuve coûte moins cher."""


@dataclass(frozen=True, slots=True)
class Manifeste:
    """`base` et `deltas` : préfixes des fichiers ; `instantane` : celui de PostgreSQL où la copie en est."""

    base: str
    instantane: str
    reperes: str
    personnes: int
    deltas: tuple[str, ...] = field(default=())


class Entrepot:
    """La copie d'une installation, dans un dossier qui n'est lisible que de son compte (fichiers 0600)."""

    def __init__(self, dossier: Path) -> None:
        self.dossier = dossier
        self._verrou = Lock()
        self._memoire: duckdb.DuckDBPyConnection | None = None
        self._charge: Manifeste | None = None

    def a_jour(self, curseur: Curseur) -> duckdb.DuckDBPyConnection:
        """DuckDB en mémoire avec `mesure_evenements` et `mesure_episodes`, à l'instantané du curseur."""
        with self._verrou:
            with self._seul_a_ecrire():
                manifeste = self._rattraper(curseur)
            return self._charger(manifeste)

    @property
    def version(self) -> str:
        """Ce que ce processus a chargé ; change dès qu'un fait change, vide tant que rien n'est chargé."""
        charge = self._charge
        return "+".join((charge.base, *charge.deltas[-1:])) if charge else ""

    def _rattraper(self, curseur: Curseur) -> Manifeste:
        curseur.execute("SELECT reperes, instantane, oublie FROM mesure_etat")
        lus, instantane, oublie = curseur.fetchone() or ("", "", "0")
        reperes = f"{empreinte()} {lus}"
        ancien = self.manifeste()
        if ancien is None or ancien.reperes != reperes or _xmin(ancien.instantane) <= int(oublie):
            return self._refaire(curseur, reperes, instantane)
        curseur.execute("SELECT count(*) FROM mesure_changees(%s::pg_snapshot)", [ancien.instantane])
        (touchees,) = curseur.fetchone() or (0,)
        if not touchees:
            return ancien
        if len(ancien.deltas) >= DELTAS_MAXIMUM or touchees * PART_MAXIMUM > ancien.personnes:
            return self._refaire(curseur, reperes, instantane)
        return self._completer(curseur, ancien, instantane)

    def _refaire(self, curseur: Curseur, reperes: str, instantane: str) -> Manifeste:
        base = f"base-{secrets.token_hex(6)}"
        for table in TABLES:
            self._copier(curseur, f"SELECT {_colonnes(table)} FROM mesure_{table}", table, base)
        fichier = _litteral(self._fichier(base, "episodes"))
        (personnes,) = _lire(f"SELECT count(DISTINCT personne) FROM {fichier}")
        manifeste = Manifeste(base, instantane, reperes, personnes)
        self._publier(manifeste)
        curseur.execute("SELECT mesure_oublier()")
        return manifeste

    def _completer(self, curseur: Curseur, ancien: Manifeste, instantane: str) -> Manifeste:
        delta = f"delta-{secrets.token_hex(6)}"
        depuis = f"'{ancien.instantane}'::pg_snapshot"
        self._copier(curseur, f"SELECT personne FROM mesure_changees({depuis}) AS c (personne)", "", delta)
        for table in TABLES:
            requete = f"SELECT {_colonnes(table)} FROM mesure_{table}_changes({depuis})"
            self._copier(curseur, requete, table, delta)
        manifeste = Manifeste(
            ancien.base, instantane, ancien.reperes, ancien.personnes, (*ancien.deltas, delta)
        )
        self._publier(manifeste)
        return manifeste

    def _copier(self, curseur: Curseur, requete: str, table: str, prefixe: str) -> None:
        """De PostgreSQL à un fichier Parquet, par un CSV intermédiaire qui distingue le vide de l'absent."""
        colonnes = {nom: TYPES_DUCKDB[t] for nom, t in TABLES.get(table, {"personne": "uuid"}).items()}
        fichier = self._fichier(prefixe, table)
        texte = fichier.with_suffix(".csv")
        ordre = f" ORDER BY {ORDRE[table]}" if table in ORDRE else ""
        descripteur = os.open(texte, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descripteur, "wb") as sortie:
                with curseur.copy(f"COPY ({requete}) TO STDOUT (FORMAT csv)".encode()) as copie:
                    for morceau in copie:
                        sortie.write(morceau)
            _lire(
                f"COPY (SELECT * FROM read_csv({_litteral(texte)}, columns={colonnes!r}, auto_detect=false,"
                " header=false, delim=',', quote='\"', escape='\"', nullstr='', allow_quoted_nulls=false)"
                f"{ordre}) TO {_litteral(fichier)} (FORMAT parquet)"
            )
            fichier.chmod(0o600)
        finally:
            texte.unlink()

    def _publier(self, manifeste: Manifeste) -> None:
        """Remplace le manifeste d'un coup, puis efface les fichiers que plus rien ne nomme."""
        brouillon = self.dossier / f"manifeste.{secrets.token_hex(6)}"
        descripteur = os.open(brouillon, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descripteur, "w") as sortie:
            json.dump(asdict(manifeste), sortie)
            sortie.flush()
            os.fsync(sortie.fileno())
        brouillon.replace(self.dossier / "manifeste.json")
        nommes = {manifeste.base, *manifeste.deltas}
        for fichier in self.dossier.glob("*.parquet"):
            if fichier.name.split(".")[0] not in nommes:
                fichier.unlink(missing_ok=True)

    def manifeste(self) -> Manifeste | None:
        """Le manifeste en vigueur ; rien s'il n'y en a pas, ou si un de ses fichiers manque."""
        try:
            lu = json.loads((self.dossier / "manifeste.json").read_text())
            manifeste = Manifeste(**lu | {"deltas": tuple(lu["deltas"])})
        except (FileNotFoundError, ValueError, TypeError, KeyError):
            return None
        fichiers = [self._fichier(p, t) for p in (manifeste.base, *manifeste.deltas) for t in TABLES]
        return manifeste if all(f.exists() for f in fichiers) else None

    def _charger(self, manifeste: Manifeste) -> duckdb.DuckDBPyConnection:
        """Le DuckDB de ce processus : rechargé si la base a changé, sinon complété des deltas nouveaux."""
        charge = self._charge
        if self._memoire is None or charge is None or charge.base != manifeste.base:
            self._memoire, deltas = duckdb.connect(":memory:", config=REGLAGES), manifeste.deltas
            for table in TABLES:
                fichier = _litteral(self._fichier(manifeste.base, table))
                self._memoire.execute(f"CREATE TABLE mesure_{table} AS SELECT * FROM {fichier}")
        else:
            deltas = manifeste.deltas[len(charge.deltas) :]
        for delta in deltas:
            self._appliquer(self._memoire, delta)
        self._charge = manifeste
        return self._memoire

    def _appliquer(self, memoire: duckdb.DuckDBPyConnection, delta: str) -> None:
        memoire.execute("BEGIN")
        for table in TABLES:
            memoire.execute(
                f"DELETE FROM mesure_{table} WHERE personne IN"
                f" (SELECT personne FROM {_litteral(self._fichier(delta, ''))})"
            )
            memoire.execute(
                f"INSERT INTO mesure_{table} SELECT * FROM {_litteral(self._fichier(delta, table))}"
            )
        memoire.execute("COMMIT")

    def _fichier(self, prefixe: str, table: str) -> Path:
        return self.dossier / f"{prefixe}.{table or 'personnes'}.parquet"

    @contextmanager
    def _seul_a_ecrire(self) -> Iterator[None]:
        """Un seul processus écrit à la fois ; les lecteurs gardent les fichiers qu'ils ont ouverts."""
        with (self.dossier / "verrou").open("w") as verrou:
            fcntl.flock(verrou, fcntl.LOCK_EX)
            yield


@cache
def entrepot() -> Entrepot:
    """L'entrepôt de cette installation."""
    return Entrepot(sous_dossier("entrepot"))


def _colonnes(table: str) -> str:
    return ", ".join(TABLES[table])


def _litteral(chemin: Path) -> str:
    return "'" + str(chemin).replace("'", "''") + "'"


def _xmin(instantane: str) -> int:
    return int(instantane.split(":")[0])


def _lire(requete: str) -> tuple[Any, ...]:
    """Passe une requête dans un DuckDB à part et rend sa première ligne."""
    with duckdb.connect(":memory:", config=REGLAGES) as connexion:
        return connexion.execute(requete).fetchone() or ()

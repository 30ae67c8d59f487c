"""Écrire la copie en colonnes dans un dossier, par département et par année, pour qui veut recompter."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import duckdb

from jalon.mesure.evenements.schema import COLONNES_EPISODES, COLONNES_EVENEMENTS, TYPES

FICHES = {"evenements": (COLONNES_EVENEMENTS, "date"), "episodes": (COLONNES_EPISODES, "entree")}


@dataclass(frozen=True, slots=True)
class BilanExport:
    """Lignes écrites dans chaque table."""

    evenements: int
    episodes: int


def exporter(memoire: duckdb.DuckDBPyConnection, dossier: Path) -> BilanExport:
    """Écrit `evenements/`, `episodes/` et `types.json`. Clés pseudonymes ; les uuid deviennent du texte.

    Lève `FileExistsError` si le dossier contient déjà quelque chose : deux exports ne se mélangent pas.
    """
    dossier.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(dossier.iterdir()):
        raise FileExistsError(f"Le dossier {dossier} n'est pas vide : donnez-en un neuf.")
    dossier.chmod(0o700)
    comptes = {}
    with memoire.cursor() as curseur:
        for table, (colonnes, jour) in FICHES.items():
            choix = ", ".join(
                f"CAST({nom} AS VARCHAR) AS {nom}" if sorte == "uuid" else nom
                for nom, sorte in colonnes.items()
            )
            (dossier / table).mkdir(mode=0o700)
            curseur.execute(
                f"COPY (SELECT {choix}, year({jour}) AS annee FROM mesure_{table} ORDER BY personne, {jour})"
                f" TO '{str(dossier / table).replace(chr(39), chr(39) * 2)}'"
                " (FORMAT parquet, PARTITION_BY (departement, annee), OVERWRITE_OR_IGNORE)"
            )
            ligne = curseur.execute(f"SELECT count(*) FROM mesure_{table}").fetchone()
            comptes[table] = ligne[0] if ligne else 0
    (dossier / "types.json").write_text(json.dumps(TYPES, ensure_ascii=False, indent=1))
    for chemin in dossier.rglob("*"):
        chemin.chmod(0o700 if chemin.is_dir() else 0o600)
    return BilanExport(comptes["evenements"], comptes["episodes"])

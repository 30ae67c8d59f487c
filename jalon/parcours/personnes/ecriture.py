"""Écrire beaucoup de lignes d'un trait : COPY vers une table temporaire, puis une seule requête.

COPY n'écrit pas dans une table sous cloisonnement ; l'insertion qui suit passe par ses politiques.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.db import connection, models
from psycopg import sql


class Ecrivain:
    """Les tables temporaires d'une transaction, une par modèle écrit."""

    def __init__(self) -> None:
        self._preparees: set[str] = set()

    def ajouter(self, modele: type[models.Model], lignes: Sequence[Sequence[Any]], *colonnes: str) -> int:
        """Insère les lignes ; `colonnes` sont celles de la base, dans l'ordre des valeurs."""
        if not lignes:
            return 0
        temporaire = self._copier(modele, lignes, colonnes)
        liste = _colonnes(colonnes)
        return self._executer(
            sql.SQL("INSERT INTO {table} ({liste}) SELECT {liste} FROM {temporaire}").format(
                table=_table(modele), liste=liste, temporaire=temporaire
            )
        )

    def mettre_a_jour(
        self,
        modele: type[models.Model],
        lignes: Sequence[Sequence[Any]],
        cle: str,
        *colonnes: str,
        condition: str = "true",
        expressions: Mapping[str, str] = MappingProxyType({}),
    ) -> int:
        """Change `colonnes` des lignes désignées par `cle` (première valeur de chaque ligne).

        `condition` et `expressions` (par colonne) : SQL sur `t` (la table) et `n` (les valeurs nouvelles).
        """
        if not lignes:
            return 0
        temporaire = self._copier(modele, lignes, (cle, *colonnes))
        affectations = sql.SQL(", ").join(
            sql.SQL("{c} = {e}").format(
                c=sql.Identifier(colonne),
                e=sql.SQL(expressions[colonne]) if colonne in expressions else sql.Identifier("n", colonne),
            )
            for colonne in colonnes
        )
        return self._executer(
            sql.SQL(
                "UPDATE {table} t SET {a} FROM {temporaire} n WHERE t.{cle} = n.{cle} AND {condition}"
            ).format(
                table=_table(modele),
                a=affectations,
                temporaire=temporaire,
                cle=sql.Identifier(cle),
                condition=sql.SQL(condition),
            )
        )

    def retirer(self, modele: type[models.Model], sujet: str, cles: Sequence[tuple[Any, Any]]) -> int:
        """Supprime des étapes d'histoire, par (sujet, à compter du)."""
        if not cles:
            return 0
        temporaire = self._copier(modele, cles, (sujet, "a_compter_du"))
        return self._executer(
            sql.SQL(
                "DELETE FROM {table} t USING {temporaire} n"
                " WHERE t.{sujet} = n.{sujet} AND t.a_compter_du = n.a_compter_du"
            ).format(table=_table(modele), temporaire=temporaire, sujet=sql.Identifier(sujet))
        )

    def _copier(
        self, modele: type[models.Model], lignes: Iterable[Sequence[Any]], colonnes: Sequence[str]
    ) -> sql.Identifier:
        nom = f"nouv_{modele._meta.db_table}"[:63]
        temporaire = sql.Identifier(nom)
        with connection.cursor() as curseur:
            if nom not in self._preparees:
                curseur.execute(
                    sql.SQL(
                        "CREATE TEMPORARY TABLE IF NOT EXISTS {t} ON COMMIT DROP"
                        " AS SELECT * FROM {m} WITH NO DATA"
                    ).format(t=temporaire, m=_table(modele))
                )
                self._preparees.add(nom)
            curseur.execute(sql.SQL("TRUNCATE {t}").format(t=temporaire))
            ordre = sql.SQL("COPY {t} ({c}) FROM STDIN").format(t=temporaire, c=_colonnes(colonnes))
            with connection.wrap_database_errors, curseur.copy(ordre) as copie:
                for ligne in lignes:
                    copie.write_row([_litteral(v) if type(v) is list else v for v in ligne])
        return temporaire

    def _executer(self, ordre: sql.Composed) -> int:
        with connection.cursor() as curseur:
            curseur.execute(ordre)
            return int(curseur.rowcount)


def _table(modele: type[models.Model]) -> sql.Identifier:
    return sql.Identifier(modele._meta.db_table)


def _colonnes(noms: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, noms))


def _litteral(valeurs: list[Any]) -> str | list[Any]:
    """Tableau de textes écrit comme PostgreSQL le lit : bien plus vite que par l'adaptation générale."""
    if not valeurs or type(valeurs[0]) is not str:
        return valeurs
    joints = '","'.join(valeurs)
    if "\\" not in joints and joints.count('"') == 2 * (len(valeurs) - 1):
        return f'{{"{joints}"}}'
    echappes = (valeur.replace("\\", "\\\\").replace('"', '\\"') for valeur in valeurs)
    return "{" + ",".join(f'"{valeur}"' for valeur in echappes) + "}"

"""Écrire beaucoup de lignes d'un trait : COPY vers une table temporaire, puis une seule requête.

COPY n'écrit pas dans une table sous cloisonnement ; l'insertion qui suit passe par ses politiques.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.db import connection, models
from psycopg import sql

from jalon.parcours.personnes.copie import en_copie


class Ecrivain:
    """Les tables temporaires d'une transaction, une par modèle écrit."""

    def __init__(self) -> None:
        self._preparees: set[str] = set()

    def ajouter(self, modele: type[models.Model], lignes: Sequence[Sequence[Any]], *colonnes: str) -> int:
        """Insère les lignes ; `colonnes` sont celles de la base, dans l'ordre des valeurs."""
        return self.ajouter_texte(modele, en_copie(lignes), *colonnes) if lignes else 0

    def ajouter_texte(self, modele: type[models.Model], texte: str, *colonnes: str) -> int:
        """Insère des lignes déjà au format de COPY (voir `copie`)."""
        return self.inserer(modele, self.copier(modele, texte, colonnes), colonnes)

    def inserer(self, modele: type[models.Model], temporaire: sql.Identifier, colonnes: Sequence[str]) -> int:
        """Insère les lignes d'une table temporaire (voir `copier`)."""
        liste = liste_de_colonnes(colonnes)
        return self._executer(
            sql.SQL("INSERT INTO {table} ({liste}) SELECT {liste} FROM {temporaire}").format(
                table=nom_de_table(modele), liste=liste, temporaire=temporaire
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
        temporaire = self.copier(modele, en_copie(lignes), (cle, *colonnes))
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
                table=nom_de_table(modele),
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
        temporaire = self.copier(modele, en_copie(cles), (sujet, "a_compter_du"))
        return self._executer(
            sql.SQL(
                "DELETE FROM {table} t USING {temporaire} n"
                " WHERE t.{sujet} = n.{sujet} AND t.a_compter_du = n.a_compter_du"
            ).format(table=nom_de_table(modele), temporaire=temporaire, sujet=sql.Identifier(sujet))
        )

    def copier(self, modele: type[models.Model], texte: str, colonnes: Sequence[str]) -> sql.Identifier:
        """Copie le texte dans la table temporaire du modèle, vidée d'abord ; rend son nom."""
        nom = f"nouv_{modele._meta.db_table}"[:63]
        temporaire = sql.Identifier(nom)
        with connection.cursor() as curseur:
            if nom not in self._preparees:
                curseur.execute(
                    sql.SQL(
                        "CREATE TEMPORARY TABLE IF NOT EXISTS {t} ON COMMIT DROP"
                        " AS SELECT * FROM {m} WITH NO DATA"
                    ).format(t=temporaire, m=nom_de_table(modele))
                )
                self._preparees.add(nom)
            curseur.execute(sql.SQL("TRUNCATE {t}").format(t=temporaire))
            ordre = sql.SQL("COPY {t} ({c}) FROM STDIN").format(t=temporaire, c=liste_de_colonnes(colonnes))
            with connection.wrap_database_errors, curseur.copy(ordre) as copie:
                copie.write(texte)
        return temporaire

    def _executer(self, ordre: sql.Composed) -> int:
        with connection.cursor() as curseur:
            curseur.execute(ordre)
            return int(curseur.rowcount)


def nom_de_table(modele: type[models.Model]) -> sql.Identifier:
    """Nom de la table d'un modèle, cité."""
    return sql.Identifier(modele._meta.db_table)


def liste_de_colonnes(noms: Sequence[str]) -> sql.Composed:
    """Noms de colonnes, cités et séparés de virgules."""
    return sql.SQL(", ").join(map(sql.Identifier, noms))

"""Qui lit, ajoute et modifie chaque table : signaler n'est pas instruire, instruire n'est pas décider.

L'équipe pluridisciplinaire ne lit que ses dossiers minimisés (CASF L. 262-40).
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from jalon.socle.base.migrations_ops import OperationSurTable

PREFIXE = "parcours_manquements_"
INSTRUIT = "(SELECT jalon_instruit_manquements())"
SIEGE = "(SELECT jalon_seances_siegees())::uuid[]"


def du_manquement(table: str, colonne: str = "manquement_id") -> str:
    """Visible si le manquement l'est."""
    return f'EXISTS (SELECT 1 FROM "{PREFIXE}manquement" m WHERE m.id = "{table}"."{colonne}")'  # noqa: S608


def instruit(condition: str) -> str:
    """La condition, pour qui instruit."""
    return f"{INSTRUIT} AND ({condition})"


class Regler(OperationSurTable):
    """Cloisonne une table, avec des droits différents pour lire, ajouter et modifier ; rien ne s'efface."""

    def __init__(self, table: str, *, lire: str, ajouter: str = "false", modifier: str = "false") -> None:
        self.table, self.lire, self.ajouter, self.modifier = table, lire, ajouter, modifier

    def describe(self) -> str:
        return f"Protège {self.table}"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        mots = {nom: getattr(self, nom) for nom in ("lire", "ajouter", "modifier")}
        return type(self).__name__, [self.table], mots

    def ordres(self, schema_editor: BaseDatabaseSchemaEditor) -> list[str]:
        return [
            f'ALTER TABLE "{self.table}" ENABLE ROW LEVEL SECURITY',
            f'CREATE POLICY lire ON "{self.table}" FOR SELECT TO application USING ({self.lire})',
            f'CREATE POLICY ajouter ON "{self.table}" FOR INSERT TO application WITH CHECK ({self.ajouter})',
            f'CREATE POLICY modifier ON "{self.table}" FOR UPDATE TO application'
            f" USING ({self.modifier}) WITH CHECK ({self.modifier})",
            f'CREATE POLICY supprimer ON "{self.table}" FOR DELETE TO application USING (false)',
        ]

"""Créer d'un coup les tables d'une pièce : l'état des modèles ne se rend qu'une fois.

Django refait, à chaque opération, tous les modèles reliés à celui qui change. Tout étant relié à un compte ou
à une personne, cent opérations le faisaient cent fois : une minute d'installation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger

COMPRISES = (AddField, AddConstraint, AddIndex)
"""Opérations que la création de la table, dans son état final, fait déjà."""


class Ensemble(Operation):
    """Des `CreateModel` et ce qui les complète. Lève `ValueError` pour toute autre opération."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)
        creees = {op.name_lower for op in self.operations if isinstance(op, CreateModel)}
        for operation in self.operations:
            if isinstance(operation, CreateModel):
                continue
            cible = getattr(operation, "model_name", "").lower()
            if not isinstance(operation, (*COMPRISES, AddTrigger)) or cible not in creees:
                raise ValueError(f"{operation.describe()} n'entre pas dans un ensemble de tables neuves.")

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.operations], {}

    def describe(self) -> str:
        tables = sum(isinstance(operation, CreateModel) for operation in self.operations)
        return f"Crée {tables} tables et leurs déclencheurs"

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in self.operations:
            if not isinstance(operation, COMPRISES):
                operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in reversed(self.operations):
            if isinstance(operation, CreateModel):
                operation.database_backwards(app_label, schema_editor, from_state, to_state)


def d_un_trait(migration: type[Migration]) -> type[Migration]:
    """Décore une migration initiale : ses opérations n'en font qu'une."""
    migration.operations = [Ensemble(migration.operations)]
    return migration

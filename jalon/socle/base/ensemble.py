"""Faire d'un coup ce qui change les tables d'une pièce : l'état des modèles ne se rend qu'une fois.

Django refait, à chaque opération, tous les modèles reliés à celui qui change. Tout étant relié à un compte ou
à une personne, cent opérations le faisaient cent fois : une minute d'installation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.migrations.operations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    CreateModel,
    RemoveConstraint,
    RunSQL,
)
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

from jalon.socle.base.migrations_ops import OperationSurTable

COMPRISES = (AddField, AddConstraint, AddIndex)
"""Opérations que la création de la table, dans son état final, fait déjà."""
POSSIBLES = (
    CreateModel,
    *COMPRISES,
    AlterField,
    RemoveConstraint,
    AddTrigger,
    RemoveTrigger,
    RunSQL,
    OperationSurTable,
)
"""Opérations que l'état d'avant et celui d'après suffisent à faire, sans ceux d'entre deux."""


class Ensemble(Operation):
    """Des tables neuves et ce qui les complète, des ajouts aux autres.

    Lève `ValueError` pour toute autre opération, ou si un champ change deux fois.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)
        self.creees = {op.name_lower for op in self.operations if isinstance(op, CreateModel)}
        changes = set()
        for operation in self.operations:
            champ = (_table(operation), getattr(operation, "name", ""))
            deux_fois = isinstance(operation, (AddField, AlterField)) and champ in changes
            if deux_fois or not isinstance(operation, POSSIBLES):
                raise ValueError(f"{operation.describe()} n'entre pas dans un ensemble.")
            if isinstance(operation, (AddField, AlterField)):
                changes.add(champ)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.operations], {}

    def describe(self) -> str:
        return f"Crée {len(self.creees)} tables, complète les autres et pose leurs déclencheurs"

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
            if not self._comprise(operation):
                operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in reversed(self.operations):
            if isinstance(operation, CreateModel) or _table(operation) not in self.creees:
                operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def _comprise(self, operation: Operation) -> bool:
        return isinstance(operation, COMPRISES) and _table(operation) in self.creees


def _table(operation: Operation) -> str:
    return str(getattr(operation, "model_name", "")).lower()


def d_un_trait(migration: type[Migration]) -> type[Migration]:
    """Décore une migration : ses opérations n'en font qu'une."""
    migration.operations = [Ensemble(migration.operations)]
    return migration

"""Opérations de migration du cloisonnement par ligne : chaque table dit à quel parent elle se rattache.

    CloisonnerRacine("pilotage_programmes_programme", departement="departement", organisation="porteur_id")
    Cloisonner("pilotage_programmes_action", "programme_id", "pilotage_programmes_programme")
    Cloisonner("pilotage_programmes_actionevent", "programme_id", "pilotage_programmes_programme",
               evenements=True)

Lire une ligne demande que son parent soit visible (la politique du parent s'applique à la sous-requête) ;
l'écrire demande que la racine soit modifiable. Le propriétaire n'est pas soumis aux politiques (pas de
FORCE) : les migrations de données voient tout. Les fonctions des périmètres sont créées par `socle_acces`.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

_POLITIQUES = ("lire", "ajouter", "modifier", "supprimer")


class OperationSurTable(Operation):
    """Opération réversible qui n'agit que sur la base, pas sur l'état des modèles."""

    reduces_to_sql = True
    reversible = True
    table: str

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Rien : le cloisonnement ne change aucun modèle."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for ordre in self.ordres(schema_editor):
            schema_editor.execute(ordre, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for ordre in self.ordres_inverses():
            schema_editor.execute(ordre, params=None)

    def ordres(self, schema_editor: BaseDatabaseSchemaEditor) -> list[str]:
        """Ordres SQL à passer, dans l'ordre."""
        return []

    def ordres_inverses(self) -> list[str]:
        """Ordres SQL qui défont `ordres`."""
        politiques = [f'DROP POLICY IF EXISTS {nom} ON "{self.table}"' for nom in _POLITIQUES]
        fonction = f"DROP FUNCTION IF EXISTS {fonction_modifiable(self.table)}"
        return [*politiques, fonction, f'ALTER TABLE "{self.table}" DISABLE ROW LEVEL SECURITY']


class CloisonnerRacine(OperationSurTable):
    """Cloisonne la table dont tout dépend, d'après le périmètre des habilitations du compte.

    `cle` : colonne qui porte l'identifiant du programme (`pgh_obj_id` pour sa table d'événements).
    `departement`, `organisation` : colonnes comparées au périmètre de même nom.
    """

    def __init__(
        self, table: str, *, cle: str = "id", departement: str, organisation: str, evenements: bool = False
    ) -> None:
        self.table, self.cle = table, cle
        self.departement, self.organisation, self.evenements = departement, organisation, evenements

    def describe(self) -> str:
        return f"Cloisonne {self.table} d'après les habilitations"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        mots = {nom: getattr(self, nom) for nom in ("cle", "departement", "organisation", "evenements")}
        return type(self).__name__, [self.table], mots

    def ordres(self, schema_editor: BaseDatabaseSchemaEditor) -> list[str]:
        ecriture = self._perimetre("modifi")
        ordres = politiques(self.table, self._perimetre("visi"), ecriture, evenements=self.evenements)
        if self.evenements:
            return ordres
        return [*ordres, _creer_fonction(schema_editor, self.table, self.cle, ecriture)]

    def _perimetre(self, droit: str) -> str:
        suffixe = {"visi": "visibles", "modifi": "modifiables"}[droit]
        tout = {"visi": "jalon_voit_tout()", "modifi": "jalon_modifie_tout()"}[droit]
        return (
            f"(SELECT {tout})"
            f' OR "{self.cle}" = ANY ((SELECT jalon_programmes_{suffixe}())::uuid[])'
            f' OR "{self.departement}" = ANY ((SELECT jalon_departements_{suffixe}())::varchar[])'
            f' OR "{self.organisation}" = ANY ((SELECT jalon_organisations_{suffixe}())::uuid[])'
        )


class Cloisonner(OperationSurTable):
    """Cloisonne une table qui se rattache par `colonne` à la ligne `cle_parente` d'une table déjà cloisonnée.

    `evenements` : table d'histoire, que l'application lit et complète mais ne change jamais.
    `nul_visible` : les lignes sans parent (communes à toute l'installation) se lisent avec tout compte actif.
    """

    def __init__(
        self,
        table: str,
        colonne: str,
        table_parente: str,
        *,
        cle_parente: str = "id",
        evenements: bool = False,
        nul_visible: bool = False,
    ) -> None:
        self.table, self.colonne, self.table_parente = table, colonne, table_parente
        self.cle_parente, self.evenements, self.nul_visible = cle_parente, evenements, nul_visible

    def describe(self) -> str:
        return f"Cloisonne {self.table} d'après {self.table_parente}"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        mots = {nom: getattr(self, nom) for nom in ("cle_parente", "evenements", "nul_visible")}
        return type(self).__name__, [self.table, self.colonne, self.table_parente], mots

    def ordres(self, schema_editor: BaseDatabaseSchemaEditor) -> list[str]:
        lecture = (
            f'EXISTS (SELECT 1 FROM "{self.table_parente}" parent'
            f' WHERE parent."{self.cle_parente}" = "{self.table}"."{self.colonne}")'
        )
        ecriture = f'{fonction_modifiable(self.table_parente)}("{self.colonne}")'
        if self.cle_parente != "id":
            raise ValueError(
                f"{self.table} : le parent d'une table cloisonnée se désigne par sa clé primaire."
            )
        if self.nul_visible:
            lecture = f'("{self.colonne}" IS NULL AND (SELECT jalon_compte_actif())) OR {lecture}'
            ecriture = f'("{self.colonne}" IS NULL AND (SELECT jalon_modifie_tout())) OR {ecriture}'
        ordres = politiques(self.table, lecture, ecriture, evenements=self.evenements)
        if self.evenements:
            return ordres
        return [*ordres, _creer_fonction(schema_editor, self.table, "id", ecriture)]


class LectureSeule(OperationSurTable):
    """Retire à l'application l'écriture d'une table : seules des fonctions du propriétaire l'écrivent."""

    def __init__(self, table: str) -> None:
        self.table = table

    def describe(self) -> str:
        return f"Réserve l'écriture de {self.table} au propriétaire"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.table], {}

    def ordres(self, schema_editor: BaseDatabaseSchemaEditor) -> list[str]:
        return [f'REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON "{self.table}" FROM application']

    def ordres_inverses(self) -> list[str]:
        return [f'GRANT INSERT, UPDATE, DELETE ON "{self.table}" TO application']


def fonction_modifiable(table: str) -> str:
    """Nom de la fonction SQL qui dit si une ligne d'une table cloisonnée est modifiable (63 octets)."""
    nom = f"jalon_modifiable_{table}"
    if len(nom) <= 63:
        return nom
    return f"{nom[:54]}_{hashlib.sha256(table.encode()).hexdigest()[:8]}"


def politiques(table: str, lecture: str, ecriture: str, *, evenements: bool) -> list[str]:
    """Ordres qui cloisonnent `table` ; une table d'événements se complète sans jamais se changer."""
    ordres = [
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'CREATE POLICY lire ON "{table}" FOR SELECT TO application USING ({lecture})',
        f'CREATE POLICY ajouter ON "{table}" FOR INSERT TO application WITH CHECK ({ecriture})',
    ]
    if evenements:
        return [*ordres, f'REVOKE UPDATE, DELETE, TRUNCATE ON "{table}" FROM application']
    return [
        *ordres,
        f'CREATE POLICY modifier ON "{table}" FOR UPDATE TO application'
        f" USING ({ecriture}) WITH CHECK ({ecriture})",
        f'CREATE POLICY supprimer ON "{table}" FOR DELETE TO application USING ({ecriture})',
    ]


def _creer_fonction(schema_editor: BaseDatabaseSchemaEditor, table: str, cle: str, ecriture: str) -> str:
    """Fonction `jalon_modifiable_<table>(clé)`, qui remonte jusqu'à la racine par celles des parents."""
    with schema_editor.connection.cursor() as curseur:
        curseur.execute(
            "SELECT format_type(atttypid, atttypmod) FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attname = %s",
            [f'"{table}"', cle],
        )
        (type_cle,) = curseur.fetchone()
    return (
        f"CREATE FUNCTION {fonction_modifiable(table)}(cle_cherchee {type_cle}) RETURNS boolean"
        f" LANGUAGE sql STABLE AS $$"
        f' SELECT EXISTS (SELECT 1 FROM "{table}" WHERE "{table}"."{cle}" = cle_cherchee AND ({ecriture})) $$'
    )

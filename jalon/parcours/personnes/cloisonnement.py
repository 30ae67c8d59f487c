"""Politiques des tables de personnes : qui les lit, qui les écrit, dit une fois par table dans la migration.

    Proteger("parcours_personnes_membre", lire=par_personne("parcours_personnes_membre"), ecrire=GERE_DROITS)

Les fonctions `jalon_dossiers_*` sont évaluées une fois par requête (sous-requête sans corrélation) : une
liste reste rapide et un chargement en masse ne paie pas la politique à chaque ligne.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from jalon.socle.base.migrations_ops import OperationSurTable, politiques

PREFIXE = "parcours_personnes_"
TOUS = "(SELECT jalon_dossiers_tous())"
GERE_DROITS = "(SELECT jalon_gere_droits())"
COMPTE_ACTIF = "(SELECT jalon_compte_actif())"
PERIMETRE = (
    f"{TOUS} OR departement = ANY ((SELECT jalon_dossiers_departements())::varchar[])"
    " OR territoire = ANY ((SELECT jalon_dossiers_territoires())::varchar[])"
    " OR organisations && (SELECT jalon_dossiers_organisations())::uuid[]"
    " OR referents && (SELECT jalon_dossiers_referents())::uuid[]"
)


def par_personne(table: str, colonne: str = "personne_id") -> str:
    """Visible si la personne est dans le périmètre du compte."""
    return _existe(f"{PREFIXE}perimetre", "personne_id", table, colonne)


def par_personne_ou_elle_meme(table: str, colonne: str = "personne_id") -> str:
    """Comme `par_personne`, et visible à la personne elle-même quand elle suit son lien personnel."""
    return f'{par_personne(table, colonne)} OR "{table}"."{colonne}" = (SELECT jalon_personne_du_lien())'


def par_foyer(table: str, colonne: str = "foyer_id") -> str:
    """Visible si une personne du foyer est visible."""
    return _existe(f"{PREFIXE}membre", "foyer_id", table, colonne)


def par_membre(table: str, colonne: str = "membre_id") -> str:
    """Visible si cette personne du foyer est visible."""
    return _existe(f"{PREFIXE}membre", "id", table, colonne)


def _existe(parente: str, cle: str, table: str, colonne: str) -> str:
    return f'{TOUS} OR EXISTS (SELECT 1 FROM "{parente}" p WHERE p."{cle}" = "{table}"."{colonne}")'


class Proteger(OperationSurTable):
    """Cloisonne une table ; `ecrire` absent : seules des fonctions du propriétaire l'écrivent.

    `ajouts` : ce qui y est écrit ne se change ni ne se retire, sauf par une fonction du propriétaire.
    """

    def __init__(self, table: str, *, lire: str, ecrire: str = "false", ajouts: bool = False) -> None:
        self.table, self.lire, self.ecrire, self.ajouts = table, lire, ecrire, ajouts

    def describe(self) -> str:
        return f"Protège {self.table}"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        options = {"lire": self.lire, "ecrire": self.ecrire, "ajouts": self.ajouts}
        return type(self).__name__, [self.table], options

    def ordres(self, schema_editor: BaseDatabaseSchemaEditor) -> list[str]:
        return politiques(self.table, self.lire, self.ecrire, evenements=self.ajouts)

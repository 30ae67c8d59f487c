"""La correspondance entre les séries d'une histoire et leurs tables."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from psycopg import sql

from jalon.parcours.personnes import models as tables
from jalon.parcours.personnes.ecriture import liste_de_colonnes, nom_de_table
from jalon.parcours.personnes.histoire import Etape, Serie
from jalon.parcours.personnes.observations import ADRESSE, json_canonique
from jalon.socle.base.cles import en_tableau


def parmi(colonne: str, cles: Iterable[UUID]) -> models.Func:
    """Condition : cette colonne est l'une de ces clés ; un paramètre là où `__in` en ferait des milliers."""
    return models.Func(
        models.F(colonne),
        models.Value(en_tableau(cles)),
        template="(%(expressions)s::uuid[]))",
        arg_joiner=" = ANY (",
        output_field=models.BooleanField(),
    )


@dataclass(frozen=True)
class Table:
    """Une table d'histoire : sa colonne sujet et, dans l'ordre de la valeur, ses colonnes."""

    modele: type[models.Model]
    sujet: str
    colonnes: tuple[str, ...]

    def ligne(self, sujet: UUID, etape: Etape) -> tuple[Any, ...]:
        """Valeurs à écrire : sujet, date, chargement, puis la valeur."""
        valeurs = (list(v) if isinstance(v, tuple) else v for v in etape.valeur)
        return (sujet, etape.a_compter_du, etape.chargement, *valeurs)

    @property
    def toutes(self) -> tuple[str, ...]:
        """Colonnes de la base, dans l'ordre de `ligne`."""
        return (self.sujet, "a_compter_du", "chargement_id", *self.colonnes)

    def lire(self, sujets: Iterable[UUID]) -> dict[UUID, Serie]:
        """Séries de ces sujets, triées par date."""
        lues: dict[UUID, list[Etape]] = defaultdict(list)
        with connection.cursor() as curseur:
            curseur.execute(self._selection, [en_tableau(sujets)])
            for sujet, jour, chargement, *valeurs in curseur.fetchall():
                for rang, forme in self._formes:
                    valeurs[rang] = forme(valeurs[rang])
                lues[sujet].append(Etape(jour, tuple(valeurs), chargement))
        return {sujet: tuple(etapes) for sujet, etapes in lues.items()}

    @cached_property
    def _selection(self) -> sql.Composed:
        return sql.SQL(
            "SELECT {colonnes} FROM {table} WHERE {sujet} = ANY (%s::uuid[]) ORDER BY a_compter_du"
        ).format(
            colonnes=liste_de_colonnes(self.toutes),
            table=nom_de_table(self.modele),
            sujet=sql.Identifier(self.sujet),
        )

    @cached_property
    def _formes(self) -> list[tuple[int, Callable[[Any], Any]]]:
        """Rang des valeurs à mettre dans la forme qu'elles ont dans une observation, et comment."""
        natures = [type(self.modele._meta.get_field(colonne)) for colonne in self.colonnes]
        return [(rang, FORMES[nature]) for rang, nature in enumerate(natures) if nature in FORMES]


FORMES: dict[type, Callable[[Any], Any]] = {
    ArrayField: tuple,
    models.JSONField: lambda texte: json_canonique(json.loads(texte)),
}
TABLES_FOYER = {
    "etat": Table(tables.EtatDroit, "foyer_id", ("etat", "motifs")),
    "adresse": Table(tables.Adresse, "foyer_id", ADRESSE),
    "situation": Table(tables.SituationFamiliale, "foyer_id", ("code",)),
    "montant": Table(tables.Montant, "foyer_id", ("natures", "majore", "total")),
}
TABLES_MEMBRE = {
    "appartenance": Table(tables.Appartenance, "membre_id", ("role",)),
    "droits_devoirs": Table(tables.DroitsDevoirs, "membre_id", ("valeur",)),
    "activites": Table(tables.Activite, "membre_id", ("codes",)),
    "ressources": Table(tables.Ressources, "membre_id", ("fin", "nulles", "total", "detail")),
}

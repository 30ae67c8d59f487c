"""La correspondance entre les séries d'une histoire et leurs tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models

from jalon.parcours.personnes import models as tables
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


@dataclass(frozen=True, slots=True)
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
        lignes = (
            self.modele._default_manager.filter(parmi(self.sujet, sujets))
            .order_by("a_compter_du")
            .values_list(*self.toutes)
        )
        for sujet, jour, chargement, *valeurs in lignes:
            lues[sujet].append(Etape(jour, tuple(map(_comparable, valeurs)), chargement))
        return {sujet: tuple(etapes) for sujet, etapes in lues.items()}


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


def _comparable(valeur: Any) -> Any:
    """La forme qu'a cette valeur dans une observation : n-uplet, ou JSON canonique."""
    if isinstance(valeur, list):
        return tuple(valeur)
    if isinstance(valeur, dict):
        return json_canonique(valeur)
    return valeur

"""Compter et ouvrir les listes de travail ; la base ne rend que les personnes du périmètre du lecteur."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from jalon.parcours.personnes.models import Personne
from jalon.parcours.suivi.catalogue import FAIT, LISTES, PAR_CODE, Liste
from jalon.socle.acces.models import Compte
from jalon.socle.parametres.selectors import parametres_en_vigueur

PERIMETRE = " JOIN parcours_personnes_perimetre p ON p.personne_id = s.personne_id"


@dataclass(frozen=True, slots=True)
class Filtres:
    """Ce qui réduit une liste : un territoire, une commune, une structure, un référent."""

    territoire: str = ""
    commune: str = ""
    organisation: UUID | None = None
    referent: UUID | None = None

    def conditions(self) -> str:
        """Fragment SQL des filtres posés."""
        return "".join(
            f" AND {condition}"
            for condition, pose in (
                ("p.territoire = %(territoire)s", self.territoire),
                ("p.commune = %(commune)s", self.commune),
                ("p.organisations @> ARRAY[%(organisation)s]::uuid[]", self.organisation),
                ("p.referents @> ARRAY[%(referent)s]::uuid[]", self.referent),
            )
            if pose
        )

    def valeurs(self) -> dict[str, Any]:
        return {
            "territoire": self.territoire,
            "commune": self.commune,
            "organisation": self.organisation,
            "referent": self.referent,
        }


@dataclass(frozen=True, slots=True)
class Ligne:
    """Une personne d'une liste : ce qui la date, et où en sont ses rendez-vous et son contrat."""

    personne: Personne
    depuis: date | None
    commune: str
    organisations: list[UUID]
    referents: list[UUID]
    rdv_dernier: date | None
    rdv_dernier_prevu: date | None
    contrat_fin: date | None
    dernier_jalon: date | None

    def age(self, jour: date) -> int | None:
        """Jours écoulés depuis ce qui date la ligne (négatif : à venir)."""
        return (jour - self.depuis).days if self.depuis else None


def suivies(conditions: str, *, avec_perimetre: bool = False) -> str:
    """Fragment SQL : les épisodes en cours que ces conditions retiennent (« AND … », ou rien).

    Le périmètre double le travail : il n'est joint que si une condition, ou l'appelant, en lit une colonne.
    """
    jointure = PERIMETRE if avec_perimetre or re.search(r"\bp\.", conditions) else ""
    return (
        f" FROM parcours_suivi_synthese s{jointure}"
        f" WHERE s.entree <= %(jour)s AND (s.sortie IS NULL OR s.sortie > %(jour)s){conditions}"
    )


def compter_listes(
    lecteur: Compte, filtres: Filtres | None = None, jour: date | None = None
) -> list[tuple[Liste, int]]:
    """Chaque liste et son nombre de personnes, en une requête."""
    poses = filtres or Filtres()
    nombres = ", ".join(f"count(*) FILTER (WHERE {liste.condition})" for liste in LISTES)
    with connection.cursor() as curseur:
        curseur.execute(
            f"SELECT {nombres}{suivies(poses.conditions(), avec_perimetre=True)}",  # noqa: S608
            valeurs(LISTES, jour) | poses.valeurs(),
        )
        return list(zip(LISTES, curseur.fetchone(), strict=True))


class ListeOuverte(Sequence[Ligne]):
    """Les lignes d'une liste, la plus ancienne d'abord, lues par tranche : ce que demande `Paginator`."""

    def __init__(
        self, code: str, lecteur: Compte, filtres: Filtres | None = None, jour: date | None = None
    ) -> None:
        """Lève `KeyError` si la liste n'existe pas."""
        self.liste = PAR_CODE[code]
        self.jour = jour or timezone.localdate()
        poses = filtres or Filtres()
        self._valeurs = valeurs([self.liste], self.jour) | poses.valeurs()
        self._de = suivies(f"{poses.conditions()} AND {self.liste.condition}")
        self._longueur: int | None = None

    def __len__(self) -> int:
        if self._longueur is None:
            with connection.cursor() as curseur:
                curseur.execute(f"SELECT count(*){self._de}", self._valeurs)
                self._longueur = curseur.fetchone()[0]
        return self._longueur

    def __getitem__(self, tranche: Any) -> Any:
        if isinstance(tranche, int):
            return self._lire(1, tranche)[0]
        return self._lire((tranche.stop or len(self)) - (tranche.start or 0), tranche.start or 0)

    def __iter__(self) -> Iterator[Ligne]:
        return iter(self._lire(len(self), 0))

    def cles(self) -> list[tuple[UUID, date | None]]:
        """Toutes les personnes de la liste, et leur dernier jalon."""
        with connection.cursor() as curseur:
            curseur.execute(f"SELECT s.personne_id, {FAIT}{self._de} ORDER BY 1", self._valeurs)
            return list(curseur.fetchall())

    def _lire(self, nombre: int, debut: int) -> list[Ligne]:
        with connection.cursor() as curseur:
            curseur.execute(
                "SELECT s.personne_id, s.depuis, p.commune, p.organisations, p.referents, s.rdv_dernier,"  # noqa: S608
                " s.rdv_dernier_prevu, s.contrat_fin, s.fait"
                f" FROM (SELECT s.personne_id, {self.liste.depuis} AS depuis, s.rdv_dernier,"
                f" s.rdv_dernier_prevu, s.contrat_fin, {FAIT} AS fait{self._de}"
                f" ORDER BY 2, 1 LIMIT %(nombre)s OFFSET %(debut)s) s{PERIMETRE} ORDER BY 2, 1",
                self._valeurs | {"nombre": max(nombre, 0), "debut": debut},
            )
            lues = curseur.fetchall()
        personnes = identites(ligne[0] for ligne in lues)
        return [Ligne(personnes[cle], *reste) for cle, *reste in lues if cle in personnes]


def valeurs(listes: Iterable[Liste], jour: date | None) -> dict[str, Any]:
    """Le jour, et les seuils en vigueur ce jour-là ; sans seuil en vigueur, une liste est vide."""
    au = jour or timezone.localdate()
    codes = {liste.seuil: liste.parametre for liste in listes if liste.parametre}
    en_vigueur = dict(parametres_en_vigueur(au).filter(code__in=codes.values()).values_list("code", "valeur"))
    return {"jour": au} | {seuil: en_vigueur.get(code) for seuil, code in codes.items()}


def identites(cles: Iterable[UUID]) -> dict[UUID, Personne]:
    """Ces personnes, sans rien de leur NIR."""
    trouvees = Personne.objects.defer("nir_chiffre", "nir_cle", "trigrammes")
    return trouvees.in_bulk(list(cles))

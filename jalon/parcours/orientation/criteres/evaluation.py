"""Évaluer une règle sur les valeurs lues d'une personne, et garder pourquoi."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from jalon.parcours.orientation.criteres.catalogue import CATALOGUE, PLACES, Nature, Operateur
from jalon.parcours.orientation.enums import Destination, SiComplet
from jalon.parcours.orientation.models import Regle

Valeurs = Mapping[str, Any]
"""Code de critère → valeur lue ; absent ou `None` : inconnu."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Un critère d'une règle, prêt à évaluer."""

    code: str
    operateur: Operateur
    attendu: Any
    liste: bool

    def remplie(self, lu: Any) -> bool:
        return remplit(self.operateur, self.attendu, lu, liste=self.liste)

    def trace(self, lu: Any) -> dict[str, Any]:
        return {"code": self.code, "operateur": self.operateur.value, "attendu": self.attendu, "lu": lu}


@dataclass(frozen=True, slots=True)
class RegleCompilee:
    """Une règle prête à passer. `conditions` sans les places, qui dépendent de la destination."""

    regle: UUID | None
    ordre: int
    destination: Destination
    voie: str
    organisme: UUID | None
    attendre_place: bool
    conditions: tuple[Condition, ...]
    places: tuple[Condition, ...]

    def premier_manque(self, valeurs: Valeurs) -> Condition | None:
        """Le premier critère qui n'est pas rempli ; `None` : la règle convient."""
        for condition in self.conditions:
            if not condition.remplie(valeurs.get(condition.code)):
                return condition
        return None


def compiler(regles: Sequence[Regle]) -> list[RegleCompilee]:
    """Les règles dans leur ordre."""
    return [_compiler(regle) for regle in sorted(regles, key=lambda r: r.ordre)]


def remplit(operateur: Operateur, attendu: Any, lu: Any, *, liste: bool = False) -> bool:
    """Vrai si la valeur lue remplit la condition ; une valeur inconnue ne remplit que « inconnu »."""
    if operateur is Operateur.INCONNU or lu is None:
        return operateur is Operateur.INCONNU and lu is None
    if operateur in (Operateur.OUI, Operateur.NON):
        return bool(lu is (operateur is Operateur.OUI))
    if operateur in (Operateur.PARMI, Operateur.HORS):
        commun = bool(set(lu) & set(attendu)) if liste else lu in attendu
        return commun is (operateur is Operateur.PARMI)
    if operateur is Operateur.EGAL:
        return bool(lu == attendu)
    return bool(lu >= attendu) if operateur is Operateur.AU_MOINS else bool(lu <= attendu)


def _compiler(regle: Regle) -> RegleCompilee:
    conditions = [
        Condition(
            critere["code"],
            Operateur(critere["operateur"]),
            critere.get("valeur"),
            CATALOGUE[critere["code"]].nature is Nature.LISTE,
        )
        for critere in regle.criteres
    ]
    return RegleCompilee(
        regle=regle.pk,
        ordre=regle.ordre,
        destination=Destination(regle.destination),
        voie=regle.voie,
        organisme=regle.organisme_id,
        attendre_place=regle.si_complet == SiComplet.SUIVANTE,
        conditions=tuple(c for c in conditions if c.code != PLACES),
        places=tuple(c for c in conditions if c.code == PLACES),
    )

"""Les faits qu'une reprise tire d'un relevé, et où chaque nature de fait vit dans la base."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet

from jalon.mesure.chiffres.models import Chiffre, Serie
from jalon.mesure.indicateurs.models import Indicateur
from jalon.pilotage.bilans.models import FicheBilan, SectionFiche
from jalon.pilotage.controles.models import Mention
from jalon.pilotage.controles.releve import Lieu
from jalon.pilotage.finances.models import Contrepartie, Credit, Depense
from jalon.pilotage.programmes.models import (
    Action,
    Axe,
    Exercice,
    LigneAnnexe,
    Mesure,
    Objectif,
    PlaceAction,
    Programme,
)


@dataclass(frozen=True, slots=True)
class Contexte:
    """Le programme et l'exercice visés ; leurs identifiants existent avant eux dans la base."""

    programme: UUID
    exercice: UUID
    code_exercice: str


Perimetre = Callable[[Contexte], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Nature:
    """Une nature de fait. `naturelle` : champs qui désignent un objet créé hors reprise ; `annuelle` :
    propre à un exercice.

    `miroir` : ne fait que redire le document ; une nouvelle lecture le remplace et le retire sans demander.
    """

    code: str
    libelle: str
    modele: type[Model]
    perimetre: Perimetre
    naturelle: tuple[str, ...]
    annuelle: bool = False
    miroir: bool = False


NATURES = {
    nature.code: nature
    for nature in (
        Nature(
            "programme", "programme", Programme, lambda c: Programme.objects.filter(pk=c.programme), ("code",)
        ),
        Nature(
            "exercice",
            "exercice",
            Exercice,
            lambda c: Exercice.objects.filter(programme=c.programme),
            ("code",),
            annuelle=True,
        ),
        Nature("axe", "axes", Axe, lambda c: Axe.objects.filter(programme=c.programme), ("code",)),
        Nature(
            "objectif",
            "objectifs",
            Objectif,
            lambda c: Objectif.objects.filter(axe__programme=c.programme),
            ("axe_id", "code"),
        ),
        Nature(
            "action", "actions", Action, lambda c: Action.objects.filter(programme=c.programme), ("intitule",)
        ),
        Nature(
            "place",
            "places des actions",
            PlaceAction,
            lambda c: PlaceAction.objects.filter(programme=c.programme),
            ("action_id",),
        ),
        Nature(
            "credit",
            "crédits",
            Credit,
            lambda c: Credit.objects.filter(exercice=c.exercice),
            ("action_id", "financeur", "nature"),
            annuelle=True,
        ),
        Nature(
            "contrepartie",
            "contreparties",
            Contrepartie,
            lambda c: Contrepartie.objects.filter(exercice=c.exercice),
            ("action_id",),
            annuelle=True,
        ),
        Nature(
            "depense",
            "dépenses",
            Depense,
            lambda c: Depense.objects.filter(exercice=c.exercice),
            ("action_id", "financeur", "operateur_id"),
            annuelle=True,
        ),
        Nature(
            "fiche",
            "fiches bilan",
            FicheBilan,
            lambda c: FicheBilan.objects.filter(exercice=c.exercice),
            ("action_id",),
            annuelle=True,
        ),
        Nature(
            "section",
            "sections rédigées",
            SectionFiche,
            lambda c: SectionFiche.objects.filter(fiche__exercice=c.exercice),
            ("fiche_id", "type"),
            annuelle=True,
        ),
        Nature(
            "indicateur",
            "indicateurs",
            Indicateur,
            lambda c: Indicateur.objects.filter(series__cloison=c.programme).distinct(),
            ("code", "version"),
        ),
        Nature(
            "serie",
            "séries de chiffres",
            Serie,
            lambda c: Serie.objects.filter(cloison=c.programme),
            ("indicateur_id", "organisation_id"),
        ),
        Nature(
            "chiffre",
            "chiffres",
            Chiffre,
            lambda c: Chiffre.objects.filter(serie__cloison=c.programme),
            ("serie_id", "genre_periode", "debut", "fin", "coupe"),
        ),
        Nature(
            "mesure",
            "mesures d'annexe",
            Mesure,
            lambda c: Mesure.objects.filter(programme=c.programme),
            ("annexe", "titre"),
        ),
        Nature(
            "ligne_annexe",
            "lignes d'annexe",
            LigneAnnexe,
            lambda c: LigneAnnexe.objects.filter(mesure__programme=c.programme),
            ("mesure_id", "ordre"),
        ),
        Nature(
            "mention",
            "cases imprimées à côté",
            Mention,
            lambda c: Mention.objects.filter(exercice=c.exercice),
            ("action_id", "tableau", "cle", "role"),
            annuelle=True,
            miroir=True,
        ),
    )
}
"""Toutes les natures, dans l'ordre où la base les accepte (parents d'abord)."""


@dataclass(slots=True)
class Fait:
    """Un fait lu : ses champs comparés, sa place, et l'identité de l'objet qu'il devient.

    `cle` : stable d'une lecture à l'autre. `champs` : comparés à la base ; `suivi` : écrits avec eux sans
    être
    comparés (pièce, place, auteur). `id` : fixé par le rapprochement avec la base.
    """

    nature: str
    cle: str
    champs: dict[str, Any]
    objet: str
    lieu: Lieu | None = None
    suivi: dict[str, Any] = field(default_factory=dict)
    id: UUID = field(default_factory=uuid.uuid4)


def comparable(valeur: Any) -> Any:
    """La valeur sous une forme que JSON garde et que deux lectures comparent sans ambiguïté."""
    if isinstance(valeur, Decimal):
        texte = format(valeur, "f")
        return (texte.rstrip("0").rstrip(".") if "." in texte else texte) or "0"
    if isinstance(valeur, UUID | date):
        return str(valeur)
    return valeur


def lieu_json(lieu: Lieu | None, **details: Any) -> dict[str, Any]:
    """La place d'une valeur telle que la base la garde, et ce qu'elle a de particulier."""
    place = {}
    if lieu is not None:
        noms = ("tableau", "ligne", "colonne", "ligne_fichier")
        place = {nom: valeur for nom in noms if (valeur := getattr(lieu, nom)) not in ("", None)}
    return place | {cle: valeur for cle, valeur in details.items() if valeur is not None}

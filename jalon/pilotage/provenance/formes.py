"""Ce que la page « D'où vient ce chiffre ? » montre (formes seulement)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from jalon.mesure.chiffres.models import Calcul, ContreValeur
from jalon.pilotage.calculs.selectors import ValeurDite
from jalon.pilotage.programmes.models import Exercice, PlaceAction
from jalon.socle.pieces.models import Piece


class AdresseInconnue(ObjectDoesNotExist):
    """L'adresse ne désigne rien que ce compte puisse voir."""


@dataclass(frozen=True, slots=True)
class Source:
    """D'où vient la valeur. `genre` : `saisie`, `lu`, `transmis`, `deduit`.

    `lieu` : place dans le document (`tableau`, `ligne`, `colonne`, `ligne_fichier`).
    """

    genre: str
    phrase: str
    qui: str = ""
    quand: datetime | None = None
    piece: Piece | None = None
    lieu: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Composante:
    """Une ligne d'une somme : `signe` vaut `+` ou `−`."""

    libelle: str
    valeur: str
    cible: str = ""
    signe: str = "+"
    manque: bool = False


@dataclass(frozen=True, slots=True)
class EtapeHistoire:
    """Un état passé ; `reprise` : de quoi y revenir (`None` si c'est l'état actuel)."""

    quand: datetime
    qui: str
    quoi: str
    valeur: str
    reprise: str | None = None


@dataclass(frozen=True, slots=True)
class AutreEndroit:
    """La même valeur imprimée ailleurs. `concorde` : `None` si Jalon ne tient pas de valeur à comparer.

    `retenable` : elle peut prendre la place de celle que Jalon tient.
    """

    ou: str
    valeur: str
    concorde: bool | None
    cible: str
    ecartee: bool = False
    retenable: bool = False


@dataclass(frozen=True, slots=True)
class AutrePeriode:
    """La même mesure à une autre période. `ruptures` : ce qui empêche de la comparer à celle d'avant."""

    periode: str
    valeur: str
    cible: str
    provenance: str
    actuelle: bool = False
    ruptures: Sequence[str] = ()


@dataclass(slots=True)
class Origine:
    """Tout ce qu'on sait d'une valeur. `valeur` : telle qu'on l'écrit, ou pourquoi il n'y en a pas.

    `correction` : `montant`, `contrepartie`, `chiffre`, `mention`, `locale` (une valeur calculée ne se
    corrige pas : on en dit une autre à côté), ou vide si elle ne se corrige pas ici. `calcul` : ce que les
    faits donnent pour cette case. `dites` : tout ce qui en a été dit, s'il y a plus d'une valeur.
    """

    cible: str
    genre: str
    valeur: str
    nombre: Decimal | None
    titre: str
    exercice: Exercice
    source: Source
    sens: str = ""
    periode: str = ""
    definition: str = ""
    statut: str = ""
    place: PlaceAction | None = None
    details: list[tuple[str, str]] = field(default_factory=list)
    composantes: list[Composante] = field(default_factory=list)
    histoire: list[EtapeHistoire] = field(default_factory=list)
    ailleurs: list[AutreEndroit] = field(default_factory=list)
    annees: list[AutrePeriode] = field(default_factory=list)
    partiel: bool = False
    correction: str = ""
    objet: Any = None
    calcul: Calcul | None = None
    locale: ContreValeur | None = None
    dites: list[ValeurDite] = field(default_factory=list)

    @property
    def reste(self) -> str:
        """L'adresse sans son genre."""
        return self.cible.partition(":")[2]

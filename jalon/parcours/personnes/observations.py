"""Ce qu'une source dit d'un foyer à une date : des faits, sans savoir ce qui est déjà connu.

Toute source (flux de la CNAF, tableur, extrait d'un logiciel métier) parle cette langue ; l'histoire datée en
est déduite par `jalon.parcours.personnes.histoire`. Les objets portent des données personnelles : leur
`repr` n'en montre aucune.
"""

from __future__ import annotations

import json
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from jalon.parcours.personnes.identite import Identite


class Fait(NamedTuple):
    """Une valeur et le jour où la source dit qu'elle commence ; `None` si elle ne le dit pas.

    `valeur` : n-uplet de valeurs simples, comparable et sans ordre à deviner.
    """

    valeur: tuple[Any, ...]
    a_compter_du: date | None = None

    def __repr__(self) -> str:
        return f"Fait(a_compter_du={self.a_compter_du})"


@dataclass(frozen=True)
class MembreObserve:
    """Une personne vue dans un foyer : `appartenance` porte (rôle,), `droits_devoirs` (oui, non ou inconnu,).

    `activites` : (codes triés,) ; `ressources` : liste de trimestres
    `Fait((fin, nulles, total, détail JSON), début)`.
    """

    identite: Identite
    appartenance: Fait
    fin_appartenance: date | None = None
    droits_devoirs: Fait | None = None
    activites: Fait | None = None
    ressources: tuple[Fait, ...] = ()


@dataclass(frozen=True)
class ObservationFoyer:
    """Un foyer tel qu'un fichier le montre.

    `etat` : (état, motifs triés) ; `adresse` : voir `ADRESSE` ; `situation` : (code SITFAM,) ;
    `montant` : (natures triées, majoré, total en euros ou `None`).
    """

    numero: str
    date_demande: date | None
    organisme: str
    numero_organisme: str
    matricule: str = field(repr=False)
    membres: tuple[MembreObserve, ...]
    etat: Fait | None = None
    adresse: Fait | None = None
    situation: Fait | None = None
    montant: Fait | None = None
    arrive_de: str = ""
    parti_vers: str = ""
    numero_precedent: str = ""


ADRESSE = (
    "commune",
    "code_postal",
    "complement",
    "voie",
    "lieu_dit",
    "nom_commune",
    "hors_france",
    "nature",
    "qualite",
)
"""Champs, dans l'ordre, d'une adresse : commune au code officiel (vide hors de France)."""


@dataclass(frozen=True, slots=True, order=True)
class Instant:
    """La place d'un fichier dans le temps : le jour qu'il décrit, puis le moment où la source l'a produit.

    Un fichier mensuel décrit la fin de son mois, un quotidien son jour.
    """

    jour: date
    cree_le: datetime
    quotidien: bool = field(default=False, compare=False)

    @property
    def defaut(self) -> date:
        """Date d'un fait que le fichier ne date pas : le premier du mois, ou le jour d'un flux quotidien."""
        return self.jour if self.quotidien else self.jour.replace(day=1)


def jour_decrit(reference: date, cree_le: date, *, quotidien: bool) -> date:
    """Jour que décrit un fichier : la fin du mois de référence, ou le jour du quotidien dans ce mois."""
    fin = fin_du_mois(reference)
    return max(reference, min(cree_le, fin)) if quotidien else fin


def fin_du_mois(jour: date) -> date:
    """Dernier jour du mois."""
    return jour.replace(day=monthrange(jour.year, jour.month)[1])


_CANONIQUE = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def json_canonique(valeur: dict[str, Any]) -> str:
    """Texte JSON, clés triées : deux dictionnaires égaux donnent le même texte."""
    return _CANONIQUE.encode(valeur)

"""La fiche d'une action et les tableaux d'indicateurs, prêts à montrer ou à imprimer (formes seulement)."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from jalon.pilotage.finances.tableau import VIDE, Case


@dataclass(frozen=True, slots=True)
class ChiffreAffiche:
    """Un chiffre d'une case : valeur, texte imprimé d'origine, statut, adresse `chiffre:<uuid>`.

    `cellule` : texte entier de la case du document d'où il vient, s'il vient d'un document. `origine` : code
    de sa provenance, ou `deduit`. Le premier chiffre d'une case est l'officiel ; une valeur locale ou un
    calcul qui en diffère le suit, et le dit dans `qualite`.
    """

    valeur: Decimal | None
    decimales: int
    unite: str
    statut: str
    cible: str
    qualite: str = ""
    texte: str = ""
    provenance: str = ""
    cellule: str = ""
    origine: str = ""


@dataclass(frozen=True, slots=True)
class ColonneAffichee:
    """Une période d'un tableau d'indicateurs."""

    libelle: str
    debut: str
    fin: str
    prevision: bool = False
    genre: str = "intervalle"
    operateur: str = ""


@dataclass(slots=True)
class LigneAffichee:
    """Un indicateur ; `cases[i]` liste les chiffres de la colonne `i` (vide : rien n'est renseigné).

    `mesure` et `souscrite` : pour une annexe. `formule` : ce que la ligne additionne, si elle est confirmée.
    `calcul_code` : l'indicateur déclaré qui la calcule.
    """

    libelle: str
    serie_id: str = ""
    indicateur_code: str = ""
    calcul_code: str = ""
    groupe: str = ""
    mesure: str = ""
    souscrite: bool = True
    attendu: bool = True
    dont: bool = False
    commentaire: str = ""
    formule: str = ""
    cases: list[list[ChiffreAffiche]] = field(default_factory=list)


@dataclass(slots=True)
class TableauAffiche:
    """Un tableau d'indicateurs (fiche, opérateur ou annexe)."""

    titre: str
    colonnes: list[ColonneAffichee] = field(default_factory=list)
    lignes: list[LigneAffichee] = field(default_factory=list)
    operateur: str = ""
    genre: str = "fiche"
    rang: int = 0


@dataclass(frozen=True, slots=True)
class SectionAffichee:
    """Une section rédigée : type, titre du modèle, texte Markdown, version pour l'édition."""

    type: str
    titre: str
    numero: int
    texte: str = ""
    version: int = 0
    illustration: bool = False
    attendue: bool = True
    aide: str = ""


@dataclass(slots=True)
class BudgetAffiche:
    """Budget prévu et exécuté d'une action, parts et opérateurs ; tout total est déduit."""

    participation: Case = VIDE
    report_entrant: Case = VIDE
    etat_prevu: Case = VIDE
    departement_prevu: Case = VIDE
    global_prevu: Case = VIDE
    etat_execute: Case = VIDE
    departement_execute: Case = VIDE
    global_execute: Case = VIDE
    solde: Case = VIDE
    libelle_etat: str = ""
    libelle_departement: str = ""
    operateurs: list[tuple[str, Case]] = field(default_factory=list)
    tiers: list[str] = field(default_factory=list)


@dataclass(slots=True)
class FicheComplete:
    """Tout ce qu'une fiche montre : place, sections dans l'ordre du modèle, budget, indicateurs."""

    fiche_id: str
    action_id: str
    place_id: str
    numero: str
    titre: str
    axe_code: str
    axe: str
    objectif_code: str = ""
    objectif: str = ""
    etat: str = "non_lu"
    etat_libelle: str = "non lu"
    etat_couleur: str = ""
    etat_motif: str = ""
    zoom: bool = False
    zoom_texte: str = ""
    pilote: str = ""
    thematiques: list[str] = field(default_factory=list)
    organisations: dict[str, list[str]] = field(default_factory=dict)
    freins: list[str] = field(default_factory=list)
    sections: list[SectionAffichee] = field(default_factory=list)
    budget: BudgetAffiche | None = None
    tableaux: list[TableauAffiche] = field(default_factory=list)


@dataclass(slots=True)
class LigneAvancementAffichee:
    """Une ligne du tableau d'état d'avancement."""

    numero: str
    titre: str
    place_id: str
    axe_code: str
    axe: str
    objectif_code: str = ""
    objectif: str = ""
    etat: str = "non_lu"
    etat_libelle: str = "non lu"
    etat_couleur: str = ""
    pilote: str = ""
    zoom: bool = False
    zoom_texte: str = ""
    thematiques: list[str] = field(default_factory=list)

"""Le relevé : les chiffres d'un rapport avec leur place, sans dire d'où ils viennent.

Un document lu et un programme de la base produisent le même relevé ; les règles ne connaissent que lui.
Montants en euros (`Decimal`), places lisibles par une personne. Rien ici ne touche la base ni un fichier.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from jalon.socle.periodes import Periode


class Etat(StrEnum):
    """Ce que dit une case : un nombre, ou pourquoi il n'y en a pas. Zéro est un nombre."""

    LU = "lu"
    VIDE = "vide"
    SANS_OBJET = "sans_objet"
    EN_ATTENTE = "en_attente"
    NON_CALCULABLE = "non_calculable"
    TEXTE = "texte"


class Nature(StrEnum):
    """Nature d'une ligne du tableau des crédits."""

    RUBRIQUE = "rubrique"
    ACTION = "action"
    SOUS_TOTAL = "sous_total"
    TOTAL = "total"


class Role(StrEnum):
    """Ce qu'un montant représente, dans le tableau des crédits comme dans une fiche."""

    VALORISATION = "valorisation"
    REPORT_ENTRANT = "report_entrant"
    PARTICIPATION = "participation"
    RECETTES = "recettes"
    EXECUTE = "execute"
    REPORT_SORTANT = "report_sortant"


class TypeSection(StrEnum):
    """Type d'une section de fiche ; titres et ordre appartiennent au modèle de programme."""

    DESCRIPTION = "description"
    MISE_EN_PLACE = "mise_en_place"
    PARTENAIRES = "partenaires"
    DUREE = "duree"
    BUDGET = "budget"
    INDICATEURS = "indicateurs"
    REALISATIONS = "realisations"
    FREINS = "freins"
    A_SIGNALER = "a_signaler"
    BILAN = "bilan"
    PERSPECTIVES = "perspectives"
    AUTRE = "autre"


@dataclass(frozen=True, slots=True)
class Lieu:
    """Où une valeur se trouve : tableau, ligne, colonne, et ligne du fichier pour un texte.

    `cible` identifie la case dans la base (vide pour un document) : l'écran en fait un lien.
    """

    tableau: str = ""
    ligne: str = ""
    colonne: str = ""
    ligne_fichier: int | None = None
    cible: str = ""

    def __str__(self) -> str:
        noms = (("tableau", self.tableau), ("ligne", self.ligne), ("colonne", self.colonne))
        morceaux = [f"{nom} « {valeur} »" for nom, valeur in noms if valeur]
        if self.ligne_fichier is not None:
            morceaux.append(f"ligne {self.ligne_fichier} du fichier")
        return ", ".join(morceaux)


@dataclass(frozen=True, slots=True)
class Valeur:
    """Une case : sa valeur ou la raison de son absence, son texte tel qu'imprimé, sa place.

    `decimales` est le nombre de décimales imprimées : c'est lui qui fixe l'arrondi toléré.
    """

    texte: str
    lieu: Lieu
    etat: Etat = Etat.LU
    nombre: Decimal | None = None
    unite: str = ""
    decimales: int = 0
    approche: bool = False

    @property
    def presente(self) -> bool:
        return self.nombre is not None


@dataclass(frozen=True, slots=True)
class MontantNomme:
    """Un montant attribué à quelqu'un : « ML Vitré : 5 000 € »."""

    nom: str
    valeur: Valeur


@dataclass(slots=True)
class LigneCredit:
    """Une ligne du tableau des crédits.

    `actions` : codes que couvre un sous-total ou un total (vide : action sans numéro) ; `rangs` : places
    de ces lignes dans `Releve.credits`. Un opérateur nommé sans montant a une valeur à l'état vide.
    """

    nature: Nature
    titre: str
    lieu: Lieu
    code: str = ""
    rubrique: str = ""
    montants: dict[Role, Valeur] = field(default_factory=dict)
    libelle_valorisation: str = ""
    nature_depenses: str = ""
    operateurs: list[MontantNomme] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    rangs: list[int] = field(default_factory=list)
    code_imprime: str = ""


@dataclass(slots=True)
class Budget:
    """Le budget d'une fiche, prévu ou exécuté : total, parts, « dont … de reports », reste, opérateurs.

    `dont_reports` suit la part de l'État, `dont_reports_total` le budget global ; `libelle` est le titre
    imprimé (« Budget prévisionnel 2022 »), `libelle_total` ce qui suit le total.
    """

    lieu: Lieu
    libelle: str = ""
    libelle_total: str = ""
    dont_reports_total: Valeur | None = None
    total: Valeur | None = None
    etat: Valeur | None = None
    departement: Valeur | None = None
    dont_reports: Valeur | None = None
    report_sortant: Valeur | None = None
    date_arret: Valeur | None = None
    tiers: list[MontantNomme] = field(default_factory=list)
    operateurs_etat: list[MontantNomme] = field(default_factory=list)
    operateurs_departement: list[MontantNomme] = field(default_factory=list)
    libelle_etat: str = ""
    libelle_departement: str = ""


@dataclass(slots=True)
class Section:
    """Une section de fiche. `numero` tel qu'imprimé (les documents se trompent), `texte` en Markdown."""

    type: TypeSection
    titre: str
    texte: str
    lieu: Lieu
    numero: str = ""
    lignes: list[tuple[int | None, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ChiffreCellule:
    """Un des chiffres d'une cellule composée : « 47 publiques / 25 privées » en donne deux.

    `role` : `principal`, `composante` (partie d'une répartition), `autre_periode`, `precision`.
    """

    valeur: Valeur
    role: str = "principal"
    qualite: str = ""
    periode: Periode | None = None


@dataclass(slots=True)
class Cellule:
    """Une case d'indicateur : texte imprimé, état, et les chiffres qu'elle contient."""

    texte: str
    lieu: Lieu
    etat: Etat = Etat.VIDE
    chiffres: list[ChiffreCellule] = field(default_factory=list)

    @property
    def principal(self) -> Valeur | None:
        return next((c.valeur for c in self.chiffres if c.role == "principal"), None)


@dataclass(frozen=True, slots=True)
class ColonneIndicateur:
    """Une colonne de valeurs : libellé imprimé, période comprise, opérateur, prévision ou non.

    `periodes` : toutes les périodes que dit le libellé, la retenue d'abord ; elles peuvent se contredire.
    """

    libelle: str
    periode: Periode | None = None
    operateur: str = ""
    prevision: bool = False
    periodes: tuple[Periode, ...] = ()


@dataclass(slots=True)
class LigneIndicateur:
    """Une ligne d'indicateur ; `cellules` suit l'ordre des colonnes du tableau."""

    libelle: str
    lieu: Lieu
    cellules: list[Cellule] = field(default_factory=list)
    groupe: str = ""
    mesure: str = ""
    commentaire: str = ""
    dont: bool = False


@dataclass(slots=True)
class TableauIndicateurs:
    """Un tableau d'indicateurs. `genre` : `fiche`, `annexe`, `liste` (puces chiffrées) ou `repartition`."""

    genre: str
    titre: str
    lieu: Lieu
    action: str = ""
    operateur: str = ""
    colonnes: list[ColonneIndicateur] = field(default_factory=list)
    lignes: list[LigneIndicateur] = field(default_factory=list)


@dataclass(slots=True)
class Fiche:
    """Une fiche action."""

    code: str
    titre: str
    lieu: Lieu
    axe: str = ""
    objectif_code: str = ""
    objectif: str = ""
    thematiques: list[str] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    budget_prevu: Budget | None = None
    budget_execute: Budget | None = None
    tableaux: list[TableauIndicateurs] = field(default_factory=list)
    code_imprime: str = ""

    def section(self, type_: TypeSection) -> Section | None:
        return next((s for s in self.sections if s.type == type_), None)


@dataclass(slots=True)
class LigneAvancement:
    """Une ligne du tableau d'état d'avancement ; `etat` vaut `non_lu` si la couleur est perdue."""

    code: str
    titre: str
    lieu: Lieu
    axe: str = ""
    objectif_code: str = ""
    objectif: str = ""
    etat: str = "non_lu"
    pilote: str = ""
    zoom: str = ""
    objectif_code_imprime: str = ""


@dataclass(frozen=True, slots=True)
class NonLu:
    """Ce qui n'a pas été compris : jamais jeté en silence."""

    texte: str
    motif: str
    lieu: Lieu


@dataclass(slots=True)
class Releve:
    """Un rapport entier, prêt à contrôler ou à écrire. `modele` : code du modèle de programme reconnu."""

    document: str
    modele: str = ""
    exercice: str = ""
    titre: str = ""
    departement: str = ""
    date_arret: str = ""
    credits: list[LigneCredit] = field(default_factory=list)
    fiches: list[Fiche] = field(default_factory=list)
    annexes: list[TableauIndicateurs] = field(default_factory=list)
    avancement: list[LigneAvancement] = field(default_factory=list)
    legende: list[str] = field(default_factory=list)
    thematiques: list[str] = field(default_factory=list)
    preambule: list[Section] = field(default_factory=list)
    sommaire: list[tuple[str, str, Lieu]] = field(default_factory=list)
    non_lus: list[NonLu] = field(default_factory=list)

    def fiche(self, code: str) -> Fiche | None:
        return next((f for f in self.fiches if f.code == code), None)

    def ligne_credit(self, code: str) -> LigneCredit | None:
        return next((c for c in self.credits if c.nature == Nature.ACTION and c.code == code), None)

    def tableaux(self) -> Iterator[TableauIndicateurs]:
        """Tous les tableaux d'indicateurs, annexes puis fiches."""
        yield from self.annexes
        for fiche in self.fiches:
            yield from fiche.tableaux

    def valeurs(self) -> Iterator[Valeur]:
        """Toutes les cases chiffrées du relevé, une fois chacune."""
        for ligne in self.credits:
            yield from ligne.montants.values()
            yield from (m.valeur for m in ligne.operateurs)
        for fiche in self.fiches:
            for budget in (fiche.budget_prevu, fiche.budget_execute):
                if budget is not None:
                    yield from valeurs_budget(budget)
        for tableau in self.tableaux():
            for rangee in tableau.lignes:
                for cellule in rangee.cellules:
                    yield from (c.valeur for c in cellule.chiffres)


def valeurs_budget(budget: Budget) -> Iterator[Valeur]:
    """Les cases d'un budget, une fois chacune."""
    parts = (budget.total, budget.etat, budget.departement)
    reports = (budget.dont_reports, budget.dont_reports_total, budget.report_sortant)
    yield from (v for v in (*parts, *reports) if v is not None)
    for nommes in (budget.tiers, budget.operateurs_etat, budget.operateurs_departement):
        yield from (m.valeur for m in nommes)

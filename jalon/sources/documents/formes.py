"""Ce que l'assistant d'écran et la ligne de commande montrent d'une lecture (formes seulement)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from jalon.sources.documents.enums import Sort


@dataclass(frozen=True, slots=True)
class TableauLu:
    """Un tableau (ou une série de fiches) trouvé dans le document.

    `genre` : `credits`, `annexe`, `avancement`, `fiche` (indicateurs d'une fiche). `chiffres` : cases
    chiffrées.
    """

    genre: str
    titre: str
    lignes: int
    chiffres: int
    ou: str = ""


@dataclass(slots=True)
class ResumeLecture:
    """Ce qui a été lu. `comptes` : `tableaux`, `fiches`, `actions`, `montants`, `chiffres`, `sections`,
    `organismes`, `non_lus` ; tous présents, même nuls."""

    document: str
    modele: str = ""
    modele_libelle: str = ""
    exercice: str = ""
    titre: str = ""
    departement: str = ""
    code_programme: str = ""
    programme_existe: bool = False
    comptes: dict[str, int] = field(default_factory=dict)
    tableaux: list[TableauLu] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ChampDifferent:
    """Un champ : ce que la base tient (`jalon`) et ce que le document dit (`document`), en texte lisible."""

    champ: str
    libelle: str
    jalon: str
    document: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Un fait lu et son sort. `cle` désigne la différence (à renvoyer pour la trancher) ; `cible` :
    `credit:<uuid>`… si l'objet existe ; `ou` : place dans le document."""

    cle: str
    nature: str
    nature_libelle: str
    sort: Sort
    objet: str
    champs: tuple[ChampDifferent, ...] = ()
    ou: str = ""
    cible: str = ""


@dataclass(slots=True)
class Proposition:
    """Ce qu'une reprise ferait, sans rien écrire. `par_nature` : `{nature: {sort: nombre}}`.

    `a_rapprocher` : organismes créés dont le nom ressemble à un autre (nom lu, nom connu).
    """

    code_programme: str
    exercice: str
    creations: list[Difference] = field(default_factory=list)
    modifications: list[Difference] = field(default_factory=list)
    conflits: list[Difference] = field(default_factory=list)
    gardes: list[Difference] = field(default_factory=list)
    disparus: list[Difference] = field(default_factory=list)
    par_nature: dict[str, Counter[str]] = field(default_factory=dict)
    libelles: dict[str, str] = field(default_factory=dict)
    a_rapprocher: list[tuple[str, str]] = field(default_factory=list)
    avertissements: list[str] = field(default_factory=list)

    @property
    def inchanges(self) -> int:
        return sum(compte[Sort.INCHANGE] for compte in self.par_nature.values())

    @property
    def vide(self) -> bool:
        """Vrai s'il n'y a rien à écrire."""
        return not self.creations and not self.modifications

    def compter(self, nature: str, libelle: str, sort: Sort) -> None:
        self.libelles[nature] = libelle
        self.par_nature.setdefault(nature, Counter())[sort] += 1

"""Un document en blocs neutres : ce que PDF, DOCX et classeurs écrivent chacun à sa façon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from jalon.socle.rendu.markdown import Arbre, Brin, Paragraphe


@dataclass(frozen=True, slots=True)
class Somme:
    """La case additionne les rangées `rangs` (indices dans le tableau) de sa colonne."""

    rangs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ecart:
    """La case vaut les colonnes `plus` moins les colonnes `moins` de sa rangée."""

    plus: tuple[int, ...]
    moins: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """Une case : ce qui se lit, et le vrai nombre pour un classeur.

    `format` : `euro`, `nombre` ou `pourcent` (une valeur de 39,3 s'écrit 39,3 %) ; `decimales` va avec.
    `note` : ce qu'il faut savoir de la case (« partiel »…).
    """

    brins: tuple[Brin, ...] = ()
    valeur: Decimal | None = None
    format: str = "nombre"
    decimales: int = 0
    formule: Somme | Ecart | None = None
    note: str = ""

    @property
    def texte(self) -> str:
        return "".join(b.texte for b in self.brins)


@dataclass(frozen=True, slots=True)
class Colonne:
    """`part` : largeur relative ; `nombre` : alignée à droite, chiffres tabulaires."""

    titre: str
    nombre: bool = False
    part: float = 1.0


@dataclass(frozen=True, slots=True)
class Rangee:
    """`genre` : `ligne`, `groupe` (une case sur toute la largeur), `sous_total`, `total`."""

    cases: tuple[Case, ...]
    genre: str = "ligne"


@dataclass(slots=True)
class Tableau:
    """Un tableau et sa légende. `remplacement` : ce qu'il montre, pour qui l'écoute."""

    legende: str
    colonnes: list[Colonne]
    rangees: list[Rangee] = field(default_factory=list)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Titre:
    """Un titre de niveau 1 à 4. `page` : commence une page. `surtitre` : petit texte au-dessus."""

    niveau: int
    texte: str
    page: bool = False


@dataclass(frozen=True, slots=True)
class Prose:
    """Un texte. `style` : `corps`, `chapo`, `note`, `illustration`, `alerte`."""

    arbre: Arbre
    style: str = "corps"


@dataclass(frozen=True, slots=True)
class Etiquettes:
    """Mots courts dans une pastille ; `ton` : famille de couleur."""

    mots: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """Une image vectorielle, ce qu'elle montre en une phrase, et sa légende."""

    svg: str
    remplacement: str
    legende: str = ""
    largeur: float = 1.0


@dataclass(slots=True)
class Paysage:
    """Des pages en largeur."""

    blocs: Sequence[Bloc]


@dataclass(slots=True)
class SelonSupport:
    """Le même contenu, disposé pour une page imprimée ou pour un fichier qu'on modifie et relit."""

    papier: Sequence[Bloc]
    modifiable: Sequence[Bloc]


@dataclass(slots=True)
class Feuille:
    """Une feuille de classeur ; sans effet ailleurs."""

    nom: str


Bloc = Titre | Prose | Tableau | Etiquettes | Figure | Paysage | SelonSupport | Feuille


@dataclass(slots=True)
class Couverture:
    """La page de titre."""

    surtitre: str
    titre: str
    sous_titre: str = ""
    lignes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Document:
    """Un document entier. `pied` : ce que répète le pied de page."""

    couverture: Couverture
    blocs: list[Bloc] = field(default_factory=list)
    pied: str = ""
    auteur: str = ""
    jour: date = field(default_factory=date.today)


def phrase(*morceaux: str | Brin, style: str = "corps") -> Prose:
    """Une prose d'un seul paragraphe."""
    brins = tuple(m if isinstance(m, Brin) else Brin(m) for m in morceaux)
    return Prose((Paragraphe(brins),), style)


def case_texte(texte: str, *, gras: bool = False, ton: str = "") -> Case:
    """Une case de texte."""
    return Case((Brin(texte, gras=gras, ton=ton),) if texte else ())

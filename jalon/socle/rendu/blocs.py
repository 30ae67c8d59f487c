"""Un document, indépendamment de son format : titres, textes, tableaux. Le PDF, le DOCX et le classeur en
sortent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from jalon.socle.montants import ecrire_montant, ecrire_nombre
from jalon.socle.rendu.markdown import Noeud


class Format(StrEnum):
    """Comment un nombre s'écrit."""

    TEXTE = "texte"
    EURO = "euro"
    NOMBRE = "nombre"
    POURCENT = "pourcent"


@dataclass(frozen=True, slots=True)
class Calcul:
    """Comment une case se déduit d'autres du tableau : somme de `plus` moins `moins` (rangée, colonne)."""

    plus: tuple[tuple[int, int], ...] = ()
    moins: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Cellule:
    """Une case : un nombre typé ou un texte, et l'adresse de sa provenance.

    `suffixe` suit le nombre (« partiel », une précision) ; `absence` s'écrit quand il n'y a pas de nombre.
    """

    texte: str = ""
    nombre: Decimal | None = None
    format: Format = Format.TEXTE
    decimales: int = 0
    adresse: str = ""
    suffixe: str = ""
    absence: str = ""
    calcul: Calcul | None = None
    suites: tuple[Cellule, ...] = ()

    @property
    def numerique(self) -> bool:
        return self.format != Format.TEXTE

    def ecrite(self) -> str:
        """Le texte à imprimer, en français, sans les cellules qui suivent."""
        if not self.numerique:
            return self.texte
        if self.nombre is None:
            return self.absence
        ecrit = (
            ecrire_montant(self.nombre)
            if self.format is Format.EURO
            else ecrire_nombre(self.nombre, self.decimales)
        )
        if self.format is Format.POURCENT:
            ecrit += "\u00a0%"
        return f"{ecrit} {self.suffixe}".strip()


@dataclass(slots=True)
class Rangee:
    """Une rangée ; `genre` : ligne, rubrique (une seule case sur toute la largeur), sous_total, total."""

    cellules: list[Cellule]
    genre: str = "ligne"


@dataclass(slots=True)
class Tableau:
    """Un tableau. `largeurs` : parts relatives des colonnes. `feuille` : nom de l'onglet dans un classeur."""

    legende: str
    entetes: list[str]
    rangees: list[Rangee] = field(default_factory=list)
    largeurs: list[float] = field(default_factory=list)
    feuille: str = ""
    paysage: bool = False

    def colonne_numerique(self, colonne: int) -> bool:
        """Vrai si la colonne porte des nombres : elle s'aligne à droite."""
        cases = [
            r.cellules[colonne] for r in self.rangees if colonne < len(r.cellules) and r.genre != "rubrique"
        ]
        return bool(cases) and any(c.numerique for c in cases)


@dataclass(frozen=True, slots=True)
class Titre:
    """Titre de niveau 1 à 4 ; `saut` commence une page."""

    niveau: int
    texte: str
    saut: bool = False


@dataclass(slots=True)
class Texte:
    """Un texte analysé. `style` : corps, chapo, note."""

    noeuds: Sequence[Noeud]
    style: str = "corps"


@dataclass(slots=True)
class Phrase:
    """Une phrase faite de textes et de cases chiffrées (chacune lien vers sa provenance)."""

    morceaux: list[str | Cellule]
    style: str = "corps"


@dataclass(frozen=True, slots=True)
class Image:
    """Une image SVG et son texte de remplacement."""

    svg: str
    remplacement: str
    largeur_cm: float = 16


Bloc = Titre | Texte | Phrase | Tableau | Image


@dataclass(slots=True)
class Document:
    """Un document entier."""

    titre: str
    sous_titre: str = ""
    auteur: str = ""
    date: str = ""
    mentions: list[str] = field(default_factory=list)
    blocs: list[Bloc] = field(default_factory=list)

    def tableaux(self) -> list[Tableau]:
        """Les tableaux qui vont dans un classeur."""
        return [bloc for bloc in self.blocs if isinstance(bloc, Tableau) and bloc.feuille]


def paragraphe(texte: str, style: str = "corps") -> Texte:
    """Un paragraphe de texte simple."""
    return Texte([Noeud("p", enfants=[Noeud("texte", texte)])], style)

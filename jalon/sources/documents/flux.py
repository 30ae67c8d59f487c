"""Le flux neutre d'un document : textes et tableaux dans l'ordre, quel que soit le format d'origine.

`ligne` est la ligne du fichier texte, ou la rangée de la feuille pour un classeur ; `None` pour un DOCX.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from jalon.pilotage.controles.releve import Lieu


@dataclass(frozen=True, slots=True)
class Texte:
    """Un titre (`niveau` > 0) ou un paragraphe ; `brut` garde gras et italique, `clair` est sans marque."""

    clair: str
    brut: str
    ligne: int | None = None
    niveau: int = 0
    puce: int = 0
    colle: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """Une case de tableau : texte sans balise, une ligne par puce, et si elle est mise en valeur."""

    texte: str
    marquee: bool = False


@dataclass(frozen=True, slots=True)
class Rangee:
    """Une rangée de tableau."""

    cases: tuple[Case, ...]
    ligne: int | None = None

    @property
    def textes(self) -> list[str]:
        return [case.texte for case in self.cases]

    @property
    def pleines(self) -> list[int]:
        """Colonnes où quelque chose est écrit."""
        return [i for i, case in enumerate(self.cases) if case.texte]

    def texte(self, colonne: int | None) -> str:
        if colonne is None or colonne >= len(self.cases):
            return ""
        return self.cases[colonne].texte


@dataclass(slots=True)
class Tableau:
    """Des rangées qui se suivent ; `nom` est celui de la feuille d'un classeur."""

    rangees: list[Rangee] = field(default_factory=list)
    nom: str = ""

    @property
    def ligne(self) -> int | None:
        return self.rangees[0].ligne if self.rangees else None

    @property
    def largeur(self) -> int:
        return max((len(r.cases) for r in self.rangees), default=0)


Bloc = Texte | Tableau


def lieu_texte(bloc: Texte, tableau: str = "", ligne: str = "", colonne: str = "") -> Lieu:
    """Le lieu d'un texte du flux."""
    return Lieu(tableau, ligne, colonne, bloc.ligne)

"""Un cas : une règle appliquée en un endroit du rapport, avec les cases qu'elle compare."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from jalon.pilotage.controles.rapport import Certitude, Gravite
from jalon.pilotage.controles.releve import Etat, Lieu, Valeur


@dataclass(frozen=True, slots=True)
class Terme:
    """Une case dans une relation ; `valeur` absente quand le rapport n'a pas la case."""

    libelle: str
    valeur: Valeur | None = None
    facteur: int = 1

    @property
    def nombre(self) -> Decimal | None:
        if self.valeur is None or self.valeur.nombre is None:
            return None
        return self.valeur.nombre * self.facteur


@dataclass(slots=True)
class Cas:
    """`conforme` n'est donné que pour les règles dont la portée juge elle-même (textes, dates, listes)."""

    objet: str
    gauche: list[Terme] = field(default_factory=list)
    droite: list[Terme] = field(default_factory=list)
    contexte: dict[str, str] = field(default_factory=dict)
    piste: str = ""
    conforme: bool | None = None
    gravite: Gravite | None = None
    certitude: Certitude | None = None

    @property
    def termes(self) -> list[Terme]:
        return self.gauche + self.droite


def texte_lu(texte: str, lieu: Lieu) -> Valeur:
    """Une valeur qui n'est pas un nombre : un titre, un nom, une date."""
    return Valeur(texte=texte, lieu=lieu, etat=Etat.TEXTE)


def somme(termes: list[Terme]) -> Decimal:
    return sum((t.nombre or Decimal(0) for t in termes), Decimal(0))

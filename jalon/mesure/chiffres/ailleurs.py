"""Les indicateurs qui ne comptent pas des séjours : l'argent d'un programme, par exemple.

Ils se lisent dans la même liste que les autres, mais la pièce qui les déclare les évalue, avec ce que le
compte peut voir. Ils n'ont donc ni membres, ni copie en colonnes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jalon.mesure.chiffres.calcul import Resultat, verifier
from jalon.mesure.indicateurs.catalogue import catalogue
from jalon.mesure.indicateurs.declaration import Contexte, Declaration

Evaluer = Callable[[date, date, Sequence[str]], list[Resultat]]


@dataclass(frozen=True, slots=True)
class Ailleurs:
    """La fiche de l'indicateur, les coupes qu'il accepte, et comment l'évaluer entre deux dates."""

    fiche: Declaration
    coupes: tuple[str, ...]
    evaluer: Evaluer

    def calculer(self, du: date, au: date, par: Sequence[str] = ()) -> list[Resultat]:
        """Une ligne par coupe. Lève `ValueError` pour une période à l'envers ou une coupe qu'il n'a pas."""
        return self.evaluer(du, au, verifier(du, au, par, self.coupes))


_AILLEURS: dict[str, Ailleurs] = {}


def enregistrer_ailleurs(*declares: Ailleurs) -> None:
    """Ajoute des indicateurs. Lève `ValueError` si un code est déjà pris, ici ou au catalogue."""
    pris = {d.code for d in catalogue()} | set(_AILLEURS)
    for declare in declares:
        if declare.fiche.code in pris:
            raise ValueError(f"L'indicateur « {declare.fiche.code} » est déclaré deux fois.")
        _AILLEURS[declare.fiche.code] = declare
        pris.add(declare.fiche.code)


def ailleurs(code: str) -> Ailleurs | None:
    """L'indicateur de ce code s'il est déclaré ailleurs qu'au catalogue."""
    return _AILLEURS.get(code)


def toutes_les_fiches() -> list[Declaration]:
    """Les fiches de tous les indicateurs calculés, dans l'ordre des codes."""
    return sorted([*catalogue(), *(a.fiche for a in _AILLEURS.values())], key=lambda d: d.code)


def sans_sejour(_: Contexte) -> Any:
    """Ce que vaut `Declaration.classer` pour un indicateur qui ne compte pas des séjours."""
    raise ValueError("Cet indicateur ne compte pas des séjours : il n'a ni membres ni coupe par personne.")

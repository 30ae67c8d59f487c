"""Lire les lignes d'un tableau selon une correspondance : valeurs typées, ou erreurs case par case."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from jalon.parcours.personnes.identite import normaliser
from jalon.sources.tableurs.cellules import CaseFausse, lire_case
from jalon.sources.tableurs.correspondance import Plan, Tableau


@dataclass(frozen=True, slots=True)
class ErreurCase:
    """Une case fausse : où, pourquoi, que faire. Ne porte jamais sa valeur."""

    ligne: int
    colonne: str
    pourquoi: str
    que_faire: str

    def __str__(self) -> str:
        return f"colonne « {self.colonne[:60]} » : {self.pourquoi}. {self.que_faire}"


@dataclass(frozen=True, slots=True)
class LigneLue:
    """Une ligne : `valeurs` par champ (absent si la case est vide), `brute` par nom de colonne."""

    numero: int
    valeurs: dict[str, Any] = field(repr=False)
    brute: dict[str, str] = field(repr=False)
    erreurs: tuple[ErreurCase, ...] = ()

    @property
    def motif(self) -> str:
        return " ".join(map(str, self.erreurs))

    @property
    def octets(self) -> bytes:
        """La ligne telle qu'elle se garde et se rejoue."""
        return json.dumps(self.brute, ensure_ascii=False, sort_keys=True).encode()


def lire_lignes(tableau: Tableau, plan: Plan) -> Iterator[LigneLue]:
    """Chaque ligne du tableau, dans l'ordre."""
    codes = _codes(plan)
    for numero, cases in tableau.rangees:
        brute = {nom: case for nom, case in zip(tableau.entete, cases, strict=False) if nom and case}
        surplus = [case for case in cases[len(tableau.entete) :] if case]
        yield lire_brute(brute, plan, numero, codes=codes, surplus=bool(surplus))


def lire_brute(
    brute: Mapping[str, str],
    plan: Plan,
    numero: int,
    *,
    codes: dict[str, dict[str, str]] | None = None,
    surplus: bool = False,
) -> LigneLue:
    """Une ligne par nom de colonne (celle d'un rejet corrigé, par exemple)."""
    codes = _codes(plan) if codes is None else codes
    valeurs: dict[str, Any] = {}
    erreurs: list[ErreurCase] = []
    if surplus:
        erreurs.append(
            ErreurCase(numero, "", "la ligne a plus de cases que de titres", "Ôtez les cases en trop.")
        )
    for code, colonne in plan.colonnes.items():
        champ, case = plan.nature.champs[code], brute.get(colonne, "")
        if not case:
            if champ.obligatoire:
                erreurs.append(ErreurCase(numero, colonne, "la case est vide", "Elle est obligatoire."))
            continue
        try:
            valeurs[code] = lire_case(case, champ, codes.get(code, {}))
        except CaseFausse as fausse:
            erreurs.append(ErreurCase(numero, colonne, fausse.pourquoi, fausse.que_faire))
    return LigneLue(numero, valeurs, dict(brute), tuple(erreurs))


def _codes(plan: Plan) -> dict[str, dict[str, str]]:
    return {
        champ: {normaliser(lu): code for lu, code in paires.items()} for champ, paires in plan.codes.items()
    }

"""Le dictionnaire des éléments du flux bénéficiaire : deux dialectes, un modèle.

Source des noms et des types : schéma CNAF VRSB 08.01 ; notes publiées sur VRSD 0101 et 0301.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files

ENFANT = re.compile(
    r"(?P<nom>[A-Za-z0-9-]+)(?P<occurrences>[?*+]?)(?::(?P<genre>[tndhbem])(?P<longueur>\d*))?"
)


class Genre(StrEnum):
    """Ce qu'un élément contient."""

    BLOC = ""
    TEXTE = "t"
    CHIFFRES = "n"
    DATE = "d"
    HEURE = "h"
    BOOLEEN = "b"
    ENTIER = "e"
    MONTANT = "m"


class Dialecte(StrEnum):
    """Les deux écritures connues du flux bénéficiaire."""

    VRSB = "VRSB"
    VRSD = "VRSD"


@dataclass(frozen=True, slots=True)
class Element:
    """Un enfant possible d'un bloc. `longueur` en caractères ou en chiffres, 0 si elle n'est pas connue."""

    nom: str
    genre: Genre
    longueur: int = 0
    facultatif: bool = False
    repetable: bool = False


Dictionnaire = Mapping[str, Mapping[str, Element]]


def _lire(fichier: str) -> dict[str, dict[str, Element]]:
    texte = files("jalon.sources.flux_cnaf").joinpath(fichier).read_text(encoding="utf-8")
    return {bloc: _enfants(enfants) for bloc, enfants in tomllib.loads(texte).items()}


def _enfants(texte: str) -> dict[str, Element]:
    enfants = {}
    for mot in texte.split():
        trouve = ENFANT.fullmatch(mot)
        if trouve is None:
            raise ValueError(f"élément mal écrit dans le dictionnaire : {mot}")
        occurrences = trouve["occurrences"]
        enfants[trouve["nom"]] = Element(
            nom=trouve["nom"],
            genre=Genre(trouve["genre"] or ""),
            longueur=int(trouve["longueur"] or 0),
            facultatif=occurrences in ("?", "*"),
            repetable=occurrences in ("*", "+"),
        )
    return enfants


def _reunir(*dictionnaires: Dictionnaire) -> Dictionnaire:
    reunis: dict[str, dict[str, Element]] = {}
    for dictionnaire in dictionnaires:
        for bloc, enfants in dictionnaire.items():
            for nom, element in enfants.items():
                reunis.setdefault(bloc, {}).setdefault(nom, element)
    return reunis


VRSB: Dictionnaire = _lire("vrsb.toml")
VRSD: Dictionnaire = _lire("vrsd.toml")
BLOCS: Dictionnaire = _reunir(VRSB, VRSD)

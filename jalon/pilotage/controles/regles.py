"""Les règles sont des données : `regles.toml` les décrit, ce module les lit."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any

from jalon.pilotage.controles.rapport import Certitude, Gravite


class Manquants(StrEnum):
    """Que faire d'une case vide : la règle ne s'applique pas, ou la case compte pour zéro."""

    IGNORER = "ignorer"
    ZERO = "zero"


@dataclass(frozen=True, slots=True)
class Regle:
    """Une règle. `message` et `piste` ont des trous (`{objet}`, `{gauche}`, `{droite}`, `{ecart}`…).

    `portee` dit où elle s'applique, `operateur` ce qu'elle compare, `options` ce que la portée doit savoir.
    """

    code: str
    titre: str
    famille: str
    portee: str
    operateur: str
    gravite: Gravite
    certitude: Certitude
    message: str
    piste: str = ""
    manquants: Manquants = Manquants.IGNORER
    tolerance: Decimal = Decimal("0.005")
    options: dict[str, Any] = field(default_factory=dict)


def lire_regles(contenu: str) -> tuple[Regle, ...]:
    """Règles d'un texte TOML. `ValueError` si un code est en double ou une erreur n'est pas certaine."""
    donnees = tomllib.loads(contenu)
    familles = donnees.get("familles", {})
    regles = tuple(_regle(r, familles) for r in donnees["regle"])
    codes = [r.code for r in regles]
    doubles = {c for c in codes if codes.count(c) > 1}
    if doubles:
        raise ValueError(f"règles en double : {', '.join(sorted(doubles))}")
    return regles


def _regle(brut: dict[str, Any], familles: dict[str, str]) -> Regle:
    regle = Regle(
        code=brut["code"],
        titre=brut["titre"],
        famille=familles.get(brut["famille"], brut["famille"]),
        portee=brut["portee"],
        operateur=brut.get("operateur", "constat"),
        gravite=Gravite(brut["gravite"]),
        certitude=Certitude(brut["certitude"]),
        message=brut["message"],
        piste=brut.get("piste", ""),
        manquants=Manquants(brut.get("manquants", "ignorer")),
        tolerance=Decimal(brut.get("tolerance", "0.005")),
        options=brut.get("options", {}),
    )
    if regle.gravite is Gravite.ERREUR and regle.certitude is not Certitude.CERTAINE:
        raise ValueError(f"règle {regle.code} : une erreur doit être certaine")
    return regle


@lru_cache(maxsize=1)
def catalogue() -> tuple[Regle, ...]:
    """Le catalogue livré avec Jalon."""
    return lire_regles(files("jalon.pilotage.controles").joinpath("regles.toml").read_text(encoding="utf-8"))

"""La fiche de référence d'un indicateur, tirée de sa déclaration même : elle ne peut pas en dire autre chose.

Les raisons d'exclure ou de compter sont lues dans la requête que la déclaration construit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import ibis.expr.operations as ops

from jalon.mesure.indicateurs.catalogue import catalogue
from jalon.mesure.indicateurs.declaration import (
    RAISONS,
    Contexte,
    Declaration,
    DelaiDate,
    Genre,
    expliquer,
)
from jalon.mesure.indicateurs.delais import delais_dates
from jalon.mesure.indicateurs.enums import Situation

CALCULS = {
    Genre.COMPTE: ("le nombre de lignes comptées", "aucun : la valeur est un nombre"),
    Genre.PART: ("le nombre de lignes comptées", "les lignes comptées et celles du reste"),
    Genre.DELAI: ("la somme des jours des lignes comptées", "leur nombre ; la médiane est donnée à côté"),
    Genre.DISTINCT: ("les porteurs différents des lignes comptées", "aucun : la valeur est un nombre"),
    Genre.MOYENNE: ("le nombre de lignes comptées", "le nombre de leurs porteurs différents"),
}
"""Genre → numérateur et dénominateur, en mots."""
ENTETE = """# Les indicateurs calculés

Cette page est engendrée des déclarations (`jalon reference`) ; un essai vérifie qu'elle est à jour. Elle dit,
pour chaque indicateur, qui est observé, qui est compté, qui ne l'est pas et pourquoi. Chaque ligne observée
(un séjour, ou l'acte que l'indicateur nomme) est dans une situation et une seule. Les règles communes de
lecture sont dans [la mesure](mesure.md).
"""


@dataclass(frozen=True, slots=True)
class Fiche:
    """Un indicateur, tel qu'un statisticien le relirait. `raisons` : pour chaque situation, ce qui y mène."""

    declaration: Declaration
    numerateur: str
    denominateur: str
    raisons: dict[Situation, list[str]]
    delais: tuple[DelaiDate, ...]


def fiches() -> list[Fiche]:
    """Une fiche par indicateur du catalogue, dans l'ordre des codes."""
    return [fiche(declaration) for declaration in catalogue()]


def fiche(declaration: Declaration) -> Fiche:
    """La fiche de cette déclaration, avec les délais des paramètres datés."""
    numerateur, denominateur = CALCULS[declaration.genre]
    if declaration.part_de:
        denominateur = f"à côté, pour dire la part : {declaration.part_de}"
    delais = delais_dates(declaration)
    return Fiche(declaration, numerateur, denominateur, raisons(declaration, delais), delais)


@lru_cache(maxsize=512)
def raisons(declaration: Declaration, delais: tuple[DelaiDate, ...]) -> dict[Situation, list[str]]:
    """Situation → raisons qui y mènent, en français, dans l'ordre où elles s'appliquent."""
    jour = max([date(2025, 12, 31), *(d.du for d in delais)])
    classement = declaration.classer(Contexte(jour.replace(month=1, day=1), jour, jour, delais)).op()
    trouvees: dict[Situation, list[str]] = {situation: [] for situation in Situation}
    for projection in classement.find((ops.Project, ops.JoinChain)):
        if {"situation", "raison"} <= set(projection.values):
            for situation, raison in _paires(projection.values["situation"], projection.values["raison"]):
                phrase = expliquer(raison)
                if phrase not in trouvees[Situation(situation)]:
                    trouvees[Situation(situation)].append(phrase)
    return trouvees


def _paires(situation: ops.Value, raison: ops.Value) -> Iterator[tuple[str, str]]:
    """Les issues des deux aiguillages, deux à deux : ils ont les mêmes conditions."""
    if isinstance(situation, ops.SearchedCase) and isinstance(raison, ops.SearchedCase):
        for une, autre in zip(situation.results, raison.results, strict=True):
            yield from _paires(une, autre)
        yield from _paires(situation.default, raison.default)
    elif isinstance(situation, ops.Literal) and isinstance(raison, ops.Literal):
        yield situation.value, raison.value


def en_markdown(toutes: list[Fiche]) -> str:
    """La page de référence du dépôt."""
    return "\n".join([ENTETE, *(_section(une) for une in toutes)])


def _section(f: Fiche) -> str:
    d = f.declaration
    lignes = [
        f"## {d.titre}\n",
        f"`{d.code}`, version {d.version}. {d.definition}\n",
        f"- **Source** : {d.source}",
        "- **Population** : les lignes observées, moins celles dites plus bas hors de la population",
        f"- **Numérateur** : {f.numerateur}",
        f"- **Dénominateur** : {f.denominateur}",
        f"- **Horloge** : {d.horloge}",
        *[f"  - {ecrire_delai(delai)}" for delai in f.delais],
        f"- **Maturité** : {d.maturite}",
        f"- **Nature** : {d.nature.label} ; **addition** : {d.additivite.label}",
        f"- **Unité** : {d.unite.label} ; **on compte** : {d.unite_compte.label} ; **sens** : {d.sens.label}",
    ]
    for situation, phrases in f.raisons.items():
        if phrases not in ([], [RAISONS["compte"]]):
            lignes.append(f"- **{situation.label.capitalize()}** : {' ; '.join(phrases)}")
    return "\n".join(lignes) + "\n"


def ecrire_delai(delai: DelaiDate) -> str:
    """« 42 jours, du 01/01/2025 (source) »."""
    fin = "" if delai.au is None else f" au {delai.au:%d/%m/%Y} exclu"
    return f"{delai.delai}, du {delai.du:%d/%m/%Y}{fin} ({delai.source})"

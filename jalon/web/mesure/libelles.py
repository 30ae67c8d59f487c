"""Les noms des cases : une intercommunalité, une structure, une tranche d'âge ; et leur ordre."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.formats import date_format

from jalon.mesure.indicateurs.declaration import TRANCHES_AGE
from jalon.parcours.orientation.enums import Voie
from jalon.parcours.personnes.enums import Regime
from jalon.socle.organisations.models import Organisation
from jalon.socle.territoire.models import Epci
from jalon.web.requetes import lire_cle

INCONNU = "Inconnu"
SEXES = {"femme": "Femmes", "homme": "Hommes"}


def _tranche(bas: int, haut: int) -> str:
    if not bas:
        return f"Moins de {haut + 1} ans"
    return f"{bas} à {haut} ans" if haut < 150 else f"{bas} ans et plus"


AGES = {nom: _tranche(*bornes) for nom, bornes in TRANCHES_AGE.items()}
FIXES: dict[str, dict[str, str]] = {
    "sexe": SEXES,
    "age": AGES,
    "voie": {valeur: str(libelle) for valeur, libelle in Voie.choices},
    "anciennete": {
        "moins_de_6_mois": "Moins de 6 mois",
        "6_a_12_mois": "6 mois à 1 an",
        "un_an_et_plus": "1 an et plus",
    },
    "regime": {valeur: str(libelle) for valeur, libelle in Regime.choices},
}


def nommer(axe: str, valeurs: Iterable[str | None]) -> dict[str | None, str]:
    """Valeur → nom, dans l'ordre où les montrer ; l'inconnu vient en dernier. Une requête au plus."""
    presentes = list(dict.fromkeys(valeurs))
    connues = [v for v in presentes if v]
    if axe in FIXES:
        noms: dict[str | None, str] = {v: libelle for v, libelle in FIXES[axe].items() if v in connues}
        noms |= {v: v for v in connues if v not in noms and v != "inconnu"}
    elif axe == "mois":
        noms = {v: date_format(date.fromisoformat(f"{v}-01"), "F Y").capitalize() for v in sorted(connues)}
    else:
        trouves = _noms(axe, connues)
        noms = dict(sorted(((v, trouves.get(v, v)) for v in connues), key=lambda paire: paire[1].casefold()))
    return noms | {v: INCONNU for v in presentes if not v or v == "inconnu"}


def _noms(axe: str, valeurs: list[str]) -> dict[str, str]:
    if axe == "territoire":
        lus: Iterable[tuple[Any, str]] = Epci.objects.filter(pk__in=valeurs).values_list("pk", "nom")
    else:
        cles = [cle for valeur in valeurs if (cle := lire_cle(valeur))]
        lus = Organisation.objects.filter(pk__in=cles).values_list("pk", "nom")
    return {str(cle): nom for cle, nom in lus}

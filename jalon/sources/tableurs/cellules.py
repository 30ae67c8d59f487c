"""D'une case de tableur à une valeur typée, ou ce qui ne va pas et que faire, sans jamais redire la case."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from jalon.parcours.personnes.identite import nir_lu, normaliser
from jalon.sources.tableurs.natures import Champ

JOUR = re.compile(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?: 0{1,2}:00(?::00)?)?$")
JOUR_ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?:[ T]\d{2}:\d{2}.*)?$")
COMMUNE = re.compile(r"^(\d{5}|2[AB]\d{3})$")
COURRIEL = re.compile(r"^[^@\s;,<>]{1,64}@[^@\s;,<>]{1,180}\.[^@\s;,<>.]{2,}$")
PREMIERE_ANNEE, DERNIERE_ANNEE = 1900, 2100
OUI = frozenset({"OUI", "O", "1", "VRAI", "X", "TRUE", "YES"})
NON = frozenset({"NON", "N", "0", "FAUX", "FALSE", "NO"})


class CaseFausse(Exception):
    """Une case n'a pas la forme de son champ : `pourquoi`, et `que_faire`."""

    def __init__(self, pourquoi: str, que_faire: str) -> None:
        self.pourquoi, self.que_faire = pourquoi, que_faire
        super().__init__(f"{pourquoi}. {que_faire}")


def lire_case(brute: str, champ: Champ, codes: dict[str, str]) -> Any:
    """Valeur d'une case non vide ; `codes` : écriture normalisée → code, de la correspondance d'abord.

    Lève `CaseFausse`.
    """
    traduit = codes.get(normaliser(brute))
    return TYPES[champ.type](traduit if traduit is not None else brute, champ)


def _texte(brute: str, champ: Champ) -> str:
    if len(brute) > champ.longueur:
        raise CaseFausse(f"plus de {champ.longueur} caractères", "Raccourcissez le texte.")
    return brute


def _date(brute: str, _: Champ) -> date:
    lue, iso = JOUR.match(brute), JOUR_ISO.match(brute)
    morceaux = (lue[3], lue[2], lue[1]) if lue else iso.groups() if iso else None
    try:
        jour = date(*map(int, morceaux)) if morceaux else None
    except ValueError:
        jour = None
    if jour is None or not PREMIERE_ANNEE <= jour.year <= DERNIERE_ANNEE:
        raise CaseFausse(
            "ce n'est pas une date jj/mm/aaaa", "Écrivez le jour, le mois et l'année en chiffres."
        )
    return jour


def _code(brute: str, champ: Champ) -> str:
    cherche = normaliser(brute)
    for code, ecritures in champ.valeurs.items():
        if cherche in {normaliser(ecriture) for ecriture in (code, *ecritures)}:
            return code
    raise CaseFausse(
        "ce code n'est pas connu", "Dites dans la correspondance à quelle valeur de Jalon il répond."
    )


def _oui_non(brute: str, _: Champ) -> bool:
    cherche = normaliser(brute)
    if cherche in OUI or cherche in NON:
        return cherche in OUI
    raise CaseFausse("ce n'est ni oui ni non", "Écrivez oui ou non, ou laissez vide si ce n'est pas connu.")


def _nir(brute: str, _: Champ) -> str:
    nir = nir_lu(brute)
    if nir is None:
        raise CaseFausse(
            "ce n'est pas un NIR de 13 ou 15 caractères",
            "Mettez la colonne au format texte : un tableur arrondit un si long nombre.",
        )
    return nir


def _commune(brute: str, _: Champ) -> str:
    """Un tableur ôte le zéro de tête d'un code écrit comme un nombre : il est remis."""
    code = brute.upper().replace(" ", "")
    code = f"0{code}" if re.fullmatch(r"\d{4}", code) else code
    if not COMMUNE.match(code):
        raise CaseFausse("ce n'est pas un code de 5 caractères", "Donnez le code officiel, pas le nom.")
    return code


def _montant(brute: str, _: Champ) -> Decimal:
    propre = re.sub(r"[\s\u00a0\u202f€]", "", brute).replace(",", ".")
    try:
        montant = Decimal(propre)
        juste = montant.is_finite() and abs(montant) < 10**7 and montant == round(montant, 2)
    except InvalidOperation:
        juste = False
    if not juste:
        raise CaseFausse("ce n'est pas un montant en euros", "Écrivez un nombre avec deux décimales au plus.")
    return round(montant, 2)


def _courriel(brute: str, _: Champ) -> str:
    if not COURRIEL.match(brute):
        raise CaseFausse("ce n'est pas un courriel", "Écrivez une seule adresse, ou laissez vide.")
    return brute.lower()


def _telephone(brute: str, _: Champ) -> str:
    """Dix chiffres, ou un numéro international."""
    compact = re.sub(r"[\s.\-()/]", "", brute)
    compact = f"0{compact}" if re.fullmatch(r"[1-9]\d{8}", compact) else compact
    if not re.fullmatch(r"0\d{9}|\+\d{8,15}", compact):
        raise CaseFausse("ce n'est pas un numéro de téléphone", "Écrivez dix chiffres, ou laissez vide.")
    return compact


TYPES: dict[str, Callable[[str, Champ], Any]] = {
    "texte": _texte,
    "date": _date,
    "code": _code,
    "oui_non": _oui_non,
    "nir": _nir,
    "commune": _commune,
    "montant": _montant,
    "courriel": _courriel,
    "telephone": _telephone,
}

"""Des valeurs au texte que lit COPY : une ligne par rangée, écrite sans rien demander à la base.

Bien plus vite que l'adaptation générale du pilote, et possible dans un processus qui ne connaît pas la base.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

Forme = Callable[[Any], str]


def en_copie(lignes: Iterable[Sequence[Any]]) -> str:
    """Texte de ces rangées pour `COPY … FROM STDIN` (format texte). Lève `TypeError` pour un type inconnu."""
    return "".join([f"{champs(ligne)}\n" for ligne in lignes])


def champs(valeurs: Iterable[Any]) -> str:
    """Ces valeurs, séparées de tabulations, sans fin de ligne : un morceau de rangée."""
    return "\t".join([FORMES[type(valeur)](valeur) for valeur in valeurs])


def _texte(valeur: str) -> str:
    if "\\" in valeur or "\t" in valeur or "\n" in valeur or "\r" in valeur:
        sans_barre = valeur.replace("\\", "\\\\")
        return sans_barre.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return valeur


def _octets(valeur: bytes) -> str:
    return "\\\\x" + valeur.hex()


def _tableau(valeurs: Sequence[Any]) -> str:
    """Un tableau de textes ou d'octets ; chaque élément entre guillemets."""
    if not valeurs:
        return "{}"
    if type(valeurs[0]) is bytes:
        return "{" + ",".join([f'"\\\\\\\\x{valeur.hex()}"' for valeur in valeurs]) + "}"
    joints = '","'.join(valeurs)
    if "\\" in joints or joints.count('"') != 2 * (len(valeurs) - 1):
        joints = '","'.join([valeur.replace("\\", "\\\\").replace('"', '\\"') for valeur in valeurs])
    return _texte(f'{{"{joints}"}}')


class _Formes(dict[type, Forme]):
    """Comment s'écrit chaque type ; un type dérivé (énumération de textes), comme celui dont il vient."""

    def __missing__(self, nature: type) -> Forme:
        for parente in nature.__mro__[1:]:
            if parente in self:
                self[nature] = self[parente]
                return self[parente]
        raise TypeError(f"Le type {nature.__name__} ne s'écrit pas dans un COPY.")


FORMES = _Formes(
    {
        str: _texte,
        bytes: _octets,
        list: _tableau,
        tuple: _tableau,
        type(None): lambda _: "\\N",
        bool: lambda valeur: "t" if valeur else "f",
        int: str,
        Decimal: str,
        date: date.isoformat,
        datetime: datetime.isoformat,
        UUID: lambda valeur: valeur.hex,
    }
)

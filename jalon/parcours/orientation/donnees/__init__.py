"""Domaines et questionnaire du diagnostic : des données, lues une fois."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Domaine:
    """Un domaine où la personne se place ; `question` est dite à la personne, à la première personne."""

    code: str
    libelle: str
    question: str


@dataclass(frozen=True, slots=True)
class Question:
    """Une question de situation et ses réponses (code → libellé)."""

    code: str
    libelle: str
    reponses: dict[str, str]


@cache
def domaines() -> dict[str, Domaine]:
    return {ligne["code"]: Domaine(**ligne) for ligne in _lire("domaines")}


@cache
def questions() -> dict[str, Question]:
    return {ligne["code"]: Question(**ligne) for ligne in _lire("questions", "questionnaire")}


def _lire(cle: str, fichier: str = "") -> list[dict[str, Any]]:
    source = files("jalon.parcours.orientation.donnees").joinpath(f"{fichier or cle}.toml")
    lignes: list[dict[str, Any]] = tomllib.loads(source.read_text(encoding="utf-8"))[cle]
    return lignes

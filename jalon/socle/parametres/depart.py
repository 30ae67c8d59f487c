"""Valeurs de départ des paramètres : la loi et les règles nationales, avec leurs dates et leurs sources."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateRange

from jalon.socle.parametres.models import Parametre

FICHIER = Path(__file__).with_name("depart.toml")


@dataclass(frozen=True, slots=True)
class ValeurDeDepart:
    """Une ligne du jeu initial ; `au` est exclu, `None` pour « toujours en vigueur »."""

    code: str
    libelle: str
    valeur: Any
    unite: str
    du: date
    source: str
    au: date | None = None


def _lues() -> tuple[ValeurDeDepart, ...]:
    lignes = tomllib.loads(FICHIER.read_text(encoding="utf-8"))["parametre"]
    return tuple(ValeurDeDepart(**ligne) for ligne in lignes)


VALEURS = _lues()


def charger_valeurs_de_depart() -> int:
    """Ajoute les paramètres dont le code n'existe pas encore, n'en change aucun ; renvoie leur nombre."""
    double = ValeurDeDepart(
        "acces.double_authentification_exigee",
        "Second facteur exigé à la connexion",
        settings.DOUBLE_AUTHENTIFICATION_INITIALE,
        "oui ou non",
        date(2019, 1, 1),
        "CNIL, recommandation du 20 mars 2025 sur l'authentification multifacteur",
    )
    connus = set(Parametre.objects.values_list("code", flat=True))
    nouveaux = [
        Parametre(
            code=valeur.code,
            libelle=valeur.libelle,
            valeur=valeur.valeur,
            unite=valeur.unite,
            periode=DateRange(valeur.du, valeur.au, "[)"),
            source=valeur.source,
        )
        for valeur in (*VALEURS, double)
        if valeur.code not in connus
    ]
    return len(Parametre.objects.bulk_create(nouveaux))

"""Le département compté à la main, et les deux moteurs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest

from jalon.mesure.chiffres.calcul import calculer, demander
from jalon.mesure.conformite import ARRETE
from jalon.mesure.entrepot.copie import Entrepot
from jalon.mesure.evenements.lecture import lecture
from jalon.mesure.indicateurs.catalogue import declaration
from jalon.mesure.indicateurs.moteurs import Moteur, MoteurDuckdb, MoteurPostgres
from tests.mesure.kit import Kit


@pytest.fixture
def kit(db: None, systeme: Any) -> Kit:
    return Kit(systeme)


@pytest.fixture
def entrepot(tmp_path: Any) -> Entrepot:
    dossier = tmp_path / "entrepot"
    dossier.mkdir(mode=0o700)
    return Entrepot(dossier)


@pytest.fixture
def moteurs(entrepot: Entrepot) -> Callable[[], Any]:
    """`with moteurs() as (postgres, duckdb): …`, tous deux à jour."""

    @contextmanager
    def ouvrir() -> Iterator[tuple[Moteur, Moteur]]:
        with lecture() as curseur:
            yield MoteurPostgres(curseur), MoteurDuckdb(entrepot.a_jour(curseur))

    return ouvrir


@pytest.fixture
def valeur(moteurs: Any) -> Callable[..., Any]:
    """La case unique d'un indicateur, la même des deux moteurs."""

    def calcul(code: str, du: date, au: date, *, arrete_au: date = ARRETE, par: tuple[str, ...] = ()) -> Any:
        demande = demander(declaration(code), du, au, par=par, arrete_au=arrete_au)
        with moteurs() as (postgres, duckdb):
            attendu = calculer(demande, postgres)
            assert calculer(demande, duckdb) == attendu
        return attendu if par else attendu[0]

    return calcul

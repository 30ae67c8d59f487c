"""Le département compté à la main, et les deux moteurs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest

from jalon.mesure.chiffres.calcul import Demande, Resultat, calculer, demander
from jalon.mesure.conformite import ARRETE
from jalon.mesure.entrepot.copie import Entrepot
from jalon.mesure.evenements.lecture import lecture
from jalon.mesure.indicateurs.catalogue import catalogue, declaration
from jalon.mesure.indicateurs.moteurs import Moteur, MoteurDuckdb, MoteurPostgres


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
        with moteurs() as deux:
            lu = _des_deux(demande, *deux)
        return lu if par else lu[0]

    return calcul


@pytest.fixture
def valeurs(moteurs: Any) -> Callable[[date, date], dict[str, Resultat]]:
    """La case unique de chaque indicateur du catalogue, par code : la copie n'est faite qu'une fois."""

    def calculs(du: date, au: date) -> dict[str, Resultat]:
        demandes = {d.code: demander(d, du, au, arrete_au=ARRETE) for d in catalogue()}
        with moteurs() as deux:
            return {code: _des_deux(demande, *deux)[0] for code, demande in demandes.items()}

    return calculs


def _des_deux(demande: Demande, postgres: Moteur, duckdb: Moteur) -> list[Resultat]:
    attendu = calculer(demande, postgres)
    assert calculer(demande, duckdb) == attendu
    return attendu

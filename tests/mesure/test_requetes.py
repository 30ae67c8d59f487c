"""Une requête écrite une fois et datée ensuite est la requête écrite pour ces dates."""

from __future__ import annotations

from datetime import date

import pytest

from jalon.mesure.chiffres.calcul import demander
from jalon.mesure.chiffres.requetes import Valeurs, ecrire, requete
from jalon.mesure.indicateurs.catalogue import catalogue
from jalon.mesure.indicateurs.declaration import Declaration

pytestmark = pytest.mark.django_db

PERIODES = [
    (date(2025, 1, 1), date(2025, 3, 31), date(2025, 3, 31)),
    (date(2025, 2, 1), date(2025, 2, 28), date(2025, 2, 15)),
    (date(2025, 2, 1), date(2025, 12, 31), date(2026, 3, 1)),
    (date(2025, 5, 1), date(2025, 5, 31), date(2025, 4, 1)),
]


def _datee_et_ecrite(
    declaration: Declaration, dialecte: str, periode: tuple[date, date, date]
) -> tuple[str, str]:
    du, au, arrete = periode
    demande = demander(declaration, du, au, par=("territoire",), arrete_au=arrete)
    forme = Valeurs(declaration.genre, demande.par)
    precisions = (declaration, demande.contexte, forme, dialecte)
    return requete(*precisions), ecrire(*precisions)


@pytest.mark.parametrize("declaration", catalogue(), ids=lambda d: d.code)
def test_les_dates_se_posent_sur_une_requete_deja_ecrite(declaration: Declaration) -> None:
    for periode in PERIODES:
        datee, ecrite = _datee_et_ecrite(declaration, "duckdb", periode)
        assert datee == ecrite
        assert "MAKE_DATE(1" not in datee


@pytest.mark.parametrize("dialecte", ["postgres", "pyspark"])
def test_dans_chaque_dialecte(dialecte: str) -> None:
    for declaration, periode in zip(catalogue()[::8], PERIODES, strict=False):
        datee, ecrite = _datee_et_ecrite(declaration, dialecte, periode)
        assert datee == ecrite
        assert "MAKE_DATE(1" not in datee

"""Une requête écrite une fois et datée ensuite est la requête écrite pour ces dates."""

from __future__ import annotations

from datetime import date
from itertools import product
from threading import Thread
from typing import Any

import ibis
import pytest
from django.utils import timezone

from jalon.config.demarrage import ecrire_les_classements
from jalon.mesure.chiffres import requetes
from jalon.mesure.chiffres.calcul import demander
from jalon.mesure.chiffres.requetes import Forme, Valeurs, ecrire, requete
from jalon.mesure.indicateurs.catalogue import catalogue
from jalon.mesure.indicateurs.declaration import Declaration
from jalon.mesure.tableaux import selectors
from jalon.mesure.tableaux.enums import Duree
from jalon.mesure.tableaux.membres import Choix, Page, ParRaison
from tests.mesure.kit import Kit

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


def test_une_forme_lit_le_classement_comme_un_seul_ordre(kit: Kit, moteurs: Any) -> None:
    """Mettre le classement écrit à la place de son nom rend les lignes qu'Ibis rend d'un seul tenant."""
    du, au, arrete = PERIODES[2]
    demandes = [demander(declaration, du, au, arrete_au=arrete) for declaration in catalogue()[::4]]
    with moteurs() as ouverts:
        for demande, moteur in product(demandes, ouverts):
            declaration = demande.declaration
            formes: list[Forme] = [
                Valeurs(declaration.genre, ("age", "mois")),
                ParRaison((), restreint=False),
                Page(Choix(), restreint=False, premier=0, nombre=50),
            ]
            for forme in formes:
                seul = str(ibis.to_sql(forme(demande.classement), dialect=moteur.dialecte))
                rendues = moteur.lire(requete(declaration, demande.contexte, forme, moteur.dialecte))
                assert sorted(map(str, rendues)) == sorted(map(str, moteur.lire(seul)))
                assert rendues, "une forme sans ligne ne prouve rien"


def test_le_serveur_ecrit_d_avance_ce_qu_une_page_demande() -> None:
    """Dans un processus neuf : les douze derniers mois de chaque indicateur ne sont plus à écrire."""
    requetes._modele.cache_clear()
    fil = Thread(target=ecrire_les_classements, args=(0,))
    fil.start()
    fil.join()
    ecrits = requetes._modele.cache_info().misses
    aujourdhui = timezone.localdate()
    for declaration in catalogue():
        demande = demander(declaration, *selectors.periode(Duree.DOUZE_MOIS, aujourdhui))
        requete(declaration, demande.contexte, ParRaison((), restreint=False), "duckdb")
    assert ecrits and requetes._modele.cache_info().misses == ecrits

"""Un département tiré au sort, recompté en Python depuis les tables : les mêmes nombres partout."""

from __future__ import annotations

from datetime import date

import pytest

from jalon.mesure.chiffres.calcul import calculer, demander
from jalon.mesure.indicateurs.catalogue import catalogue
from tests.flux import NORD, SUD
from tests.mesure.engendre import Departement
from tests.mesure.recomptage import REGLES, Recompte, totaux
from tests.mesure.recomptage.faits import Faits

pytestmark = pytest.mark.django_db

PERIODES = (
    (date(2025, 1, 1), date(2025, 6, 30), date(2025, 8, 15)),
    (date(2024, 12, 1), date(2024, 12, 31), date(2025, 9, 30)),
)


def _lu(r):
    """Ce que le moteur compte, dans l'ordre de `totaux` ; la médiane à part."""
    return r.numerateur, r.denominateur, r.pas_encore, r.ecartes, r.mediane


def _voulu(declaration, lignes):
    compte, reste, pas_encore, ecartes, somme, porteurs, mediane = totaux(lignes)
    numerateur, denominateur = compte, compte + reste
    if declaration.genre == "compte":
        denominateur = compte + reste + pas_encore if declaration.part_de else None
    elif declaration.genre == "delai":
        numerateur, denominateur = somme, compte
    elif declaration.genre == "distinct":
        numerateur, denominateur = porteurs, None
    elif declaration.genre == "moyenne":
        denominateur = porteurs
    return numerateur, denominateur, pas_encore, ecartes, mediane if declaration.genre == "delai" else None


@pytest.mark.parametrize("graine", [1, 2])
def test_un_recomptage_a_part_donne_les_memes_nombres(systeme, moteurs, graine):
    Departement(systeme, graine=graine, personnes=60)
    faits = Faits()
    assert {d.code for d in catalogue()} == set(REGLES)
    cas = []
    for du, au, arrete in PERIODES:
        recompte = Recompte(faits, du, au, arrete)
        for d in catalogue():
            demandes = [demander(d, du, au, par=par, arrete_au=arrete) for par in ((), ("territoire",))]
            cas.append((d, recompte.lignes(d.code), demandes))
    vides = [d.code for d, lignes, (q, _) in cas if q.du == PERIODES[0][0] and not any(totaux(lignes)[:3])]
    assert vides == []
    with moteurs() as (_, duckdb):
        for d, lignes, (ensemble, par_lieu) in cas:
            (lu,) = calculer(ensemble, duckdb)
            assert _lu(lu) == _voulu(d, lignes), (d.code, ensemble.du)
            for case in calculer(par_lieu, duckdb):
                siennes = [ligne for ligne in lignes if ligne[0].territoire == case.coupe["territoire"]]
                assert _lu(case) == _voulu(d, siennes), (d.code, ensemble.du, case.coupe)
                assert case.coupe["territoire"] in (NORD, SUD)

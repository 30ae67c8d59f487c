"""Le petit département compté à la main : mêmes valeurs, mêmes membres, sur PostgreSQL et sur DuckDB."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from jalon.mesure.chiffres.calcul import calculer, demander, membres
from jalon.mesure.conformite import ARRETE, attendus
from jalon.mesure.indicateurs.catalogue import catalogue, declaration
from jalon.mesure.indicateurs.declaration import COUPES, RAISONS
from jalon.mesure.indicateurs.enums import Situation
from tests.mesure.kit import TERRITOIRES

pytestmark = pytest.mark.django_db


def _codes(kit, trouves):
    with connection.cursor() as curseur:
        curseur.execute("SELECT pseudonyme, personne FROM mesure_pseudonymes(%s)", [list(kit.codes)])
        noms = {pseudonyme: kit.codes[personne] for pseudonyme, personne in curseur.fetchall()}
    return sorted(noms[m.personne] for m in trouves)


def _ecrit(valeur):
    return "" if valeur is None else str(valeur)


def _coupe(attendu):
    return {axe: TERRITOIRES.get(v, v) for axe, v in attendu.coupe.items()}


def _lire(attendu, demande, moteur):
    coupe = _coupe(attendu)
    lu = next(r for r in calculer(demande, moteur) if r.coupe == coupe)
    return attendu, lu, membres(demande, moteur, situations=[Situation.COMPTE], coupe=coupe)


def test_chaque_ligne_comptee_a_la_main(kit, moteurs):
    cas = [
        (a, demander(declaration(a.indicateur), a.du, a.au, par=tuple(_coupe(a)), arrete_au=ARRETE))
        for a in attendus()
    ]
    with moteurs() as deux:
        lus = [_lire(attendu, demande, moteur) for attendu, demande in cas for moteur in deux]
    for attendu, lu, comptes in lus:
        obtenu = {nom: _ecrit(getattr(lu, nom)) for nom in attendu.valeurs}
        obtenu["mediane"] = obtenu["mediane"].rstrip("0").rstrip(".")
        assert obtenu == attendu.valeurs, attendu
        assert _codes(kit, comptes) == attendu.comptes, attendu


def test_les_deux_moteurs_disent_la_meme_chose_partout(kit, moteurs):
    demandes = [
        demander(d, date(2025, 1, 1), date(2025, 6, 30), par=par, arrete_au=ARRETE)
        for d in catalogue()
        for par in [(), tuple(COUPES)]
    ]
    with moteurs() as (postgres, duckdb):
        for demande in demandes:
            assert calculer(demande, postgres) == calculer(demande, duckdb), demande.declaration.code
            if not demande.par:
                observes = membres(demande, postgres)
                assert observes == membres(demande, duckdb)
                assert {m.raison for m in observes} <= set(RAISONS)


def test_les_membres_refont_la_valeur(kit, moteurs):
    demandes = [demander(d, date(2025, 1, 1), date(2025, 6, 30), arrete_au=ARRETE) for d in catalogue()]
    with moteurs() as (postgres, duckdb):
        lus = [(d.declaration, *calculer(d, postgres), membres(d, duckdb)) for d in demandes]
    for declare, lu, observes in lus:
        comptes = [m for m in observes if m.situation is Situation.COMPTE]
        if declare.genre == "delai":
            assert (lu.numerateur, lu.denominateur) == (sum(m.jours for m in comptes), len(comptes))
        elif declare.genre == "distinct":
            assert lu.numerateur == len({m.porteur for m in comptes})
        elif declare.genre == "moyenne":
            assert (lu.numerateur, lu.denominateur) == (len(comptes), len({m.porteur for m in comptes}))
        else:
            assert lu.numerateur == len(comptes)
        assert lu.pas_encore == sum(m.situation is Situation.PAS_ENCORE for m in observes)
        assert lu.ecartes == sum(m.situation is Situation.ECARTE for m in observes)


def test_chaque_non_membre_a_sa_raison(kit, moteurs):
    demande = demander(
        declaration("loi.orientes_6_semaines"), date(2025, 1, 1), date(2025, 6, 30), arrete_au=ARRETE
    )
    with moteurs() as (postgres, _):
        observes = membres(demande, postgres)
    par_raison = {
        raison: _codes(kit, [m for m in observes if m.raison == raison])
        for raison in {m.raison for m in observes}
    }
    assert par_raison == {
        "compte": ["P01", "P02", "P03", "P10", "P10", "P13"],
        "hors_delai": ["P04"],
        "jamais": ["P05", "P14", "P15", "P16"],
        "sorti_avant": ["P06"],
        "non_soumis": ["P07"],
        "delai_en_cours": ["P08", "P09"],
    }

"""Propriétés de l'argent, sur des montants quelconques au centime."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from jalon.pilotage.finances.agregats import recettes_de, reunir, solde_de, total_de
from jalon.pilotage.finances.enums import StatutMontant
from jalon.pilotage.finances.parite import parite_respectee
from jalon.pilotage.finances.reports import Reserve
from jalon.pilotage.finances.tableau import VIDE, Case, LigneTableau

montants = st.decimals(min_value=0, max_value=10**9, places=2)
SANS_MONTANT = [s for s in StatutMontant if s != StatutMontant.RENSEIGNE]
cases = st.one_of(montants.map(Case), st.sampled_from(SANS_MONTANT).map(lambda s: Case(None, s)))


@given(st.lists(cases))
def test_une_somme_n_invente_ni_ne_perd_un_centime(liste):
    somme = reunir(liste, "derive:x")
    connus = [c.montant for c in liste if c.montant is not None]
    assert somme.montant == (sum(connus) if connus else None)


@given(st.lists(cases, min_size=1))
def test_une_somme_est_partielle_si_et_seulement_si_un_terme_attendu_manque(liste):
    total = total_de(liste, "derive:x")
    manque = any(c.montant is None and c.statut != StatutMontant.SANS_OBJET for c in liste)
    assert total.partiel is manque


@given(cases, cases, cases)
def test_l_identite_des_credits_tient_au_centime(report, participation, execute):
    recettes = recettes_de(report, participation, "")
    solde = solde_de(recettes, execute, "")
    if solde.montant is not None:
        assert recettes.montant == (execute.montant or 0) + solde.montant
    elif recettes.montant is not None:
        assert execute.montant is None and execute.statut != StatutMontant.SANS_OBJET


@given(cases)
def test_sans_aucun_credit_il_n_y_a_ni_recettes_ni_solde(execute):
    assert recettes_de(VIDE, VIDE, "").montant is None
    assert solde_de(recettes_de(VIDE, VIDE, ""), execute, "").montant is None


@given(st.lists(st.tuples(st.integers(2015, 2030), montants), max_size=6), st.lists(montants, max_size=6))
def test_une_reserve_ne_rend_jamais_plus_qu_elle_ne_contient(parts, retraits):
    reserve = Reserve(sorted(parts))
    preleves = [reserve.prelever(montant) for montant in retraits]
    total = sum((montant for _, montant in parts), Decimal(0))
    rendu = sum((m for preleve in preleves for _, m in preleve), Decimal(0))
    reste = sum((m for _, m in reserve.parts), Decimal(0))
    assert rendu == min(total, sum(retraits, Decimal(0)))
    assert rendu + reste == total
    annees = [annee for preleve in preleves for annee, _ in preleve]
    assert annees == sorted(annees)


@given(montants, montants, st.sampled_from(["participation", "recettes", "execute"]))
def test_la_parite_compare_la_contrepartie_a_sa_base(apporte, attendu, base):
    ligne = LigneTableau("action", "essai", contrepartie=Case(apporte))
    setattr(ligne, base, Case(attendu))
    assert parite_respectee(base, ligne) is (apporte >= attendu)
    ligne.contrepartie = Case(None, StatutMontant.NON_RENSEIGNE)
    assert parite_respectee(base, ligne) is None


def test_une_part_executee_compte_avant_la_prevue_sur_la_base_de_l_execute():
    ligne = LigneTableau(
        "action",
        "essai",
        contrepartie=Case(Decimal(100)),
        contrepartie_executee=Case(Decimal(40)),
        execute=Case(Decimal(50)),
    )
    assert parite_respectee("execute", ligne) is False
    assert (
        parite_respectee(
            "participation",
            SimpleNamespace(
                **{
                    "contrepartie": Case(Decimal(100)),
                    "participation": Case(Decimal(100)),
                    "contrepartie_executee": VIDE,
                    "recettes": VIDE,
                    "execute": VIDE,
                }
            ),
        )
        is True
    )

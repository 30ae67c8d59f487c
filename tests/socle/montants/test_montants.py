"""Lire et écrire des nombres français."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.socle.montants import (
    ecrire_montant,
    ecrire_nombre,
    ecrire_pourcentage,
    lire_fraction,
    lire_montant,
    lire_nombre,
    lire_somme,
    trouver_montants,
    trouver_nombres,
)


@pytest.mark.parametrize(
    ("texte", "valeur", "decimales", "unite"),
    [
        ("1 234 567,89 €", "1234567.89", 2, "€"),
        ("1\u00a0234\u00a0567,89\u00a0€", "1234567.89", 2, "€"),
        ("1\u202f234,5", "1234.5", 1, ""),
        ("86 775,39€", "86775.39", 2, "€"),
        ("45000€", "45000", 0, "€"),
        ("5 000 euros", "5000", 0, "€"),
        ("1.8", "1.8", 1, ""),
        ("0.125", "0.125", 3, ""),
        ("1.234,50", "1234.50", 2, ""),
        ("1.234.567", "1234567", 0, ""),
        ("100 %", "100", 0, "%"),
        ("39,3%", "39.3", 1, "%"),
        ("-12", "-12", 0, ""),
        ("  7  ", "7", 0, ""),
    ],
)
def test_lit_un_nombre_imprime(texte: str, valeur: str, decimales: int, unite: str) -> None:
    lu = lire_nombre(texte)
    assert lu is not None
    assert (lu.valeur, lu.decimales, lu.unite) == (Decimal(valeur), decimales, unite)


@pytest.mark.parametrize(
    "texte", ["", " ", "/", "-", "cf. tableau", "2/3", "1+1", "12 345 6", "3 mois", "n.c."]
)
def test_ce_qui_n_est_pas_un_nombre_ne_devient_pas_zero(texte: str) -> None:
    assert lire_nombre(texte) is None


def test_le_tiret_comptable_est_un_zero_imprime_et_le_vide_ne_l_est_pas() -> None:
    zero = lire_montant("- €")
    assert zero is not None and zero.valeur == 0 and zero.unite == "€"
    assert lire_montant("-") == zero
    assert lire_montant("–\u00a0€") == zero
    assert lire_montant("") is None
    assert lire_montant("/") is None
    assert lire_montant("12 %") is None
    assert lire_montant("0,00 €") is not None


def test_une_somme_et_une_fraction_gardent_leurs_termes() -> None:
    assert [n.valeur for n in lire_somme("1+1+2")] == [1, 1, 2]
    assert lire_somme("1") == [] and lire_somme("1+") == [] and lire_somme("a+b") == []
    assert lire_fraction("2/3") == (2, 3)
    assert lire_fraction("2/0") is None and lire_fraction("x") is None


def test_trouve_les_montants_d_une_phrase_avec_leur_place() -> None:
    phrase = "dont 20 000€ à WE KER, 5000€ à ML Vitré et 1 500,50 euros à ML Redon en 2022"
    trouves = trouver_montants(phrase)
    assert [t.nombre.valeur for t in trouves] == [20000, 5000, Decimal("1500.50")]
    assert all(phrase[t.debut : t.fin] == t.texte for t in trouves)


def test_un_tiret_entre_espaces_n_est_pas_un_signe() -> None:
    assert [t.nombre.valeur for t in trouver_nombres("10 ateliers - 41 inscrits -5")] == [10, 41, -5]


def test_un_nombre_colle_a_un_mot_n_est_pas_un_nombre() -> None:
    assert trouver_nombres("Insertion22 et SEA35") == []


@pytest.mark.parametrize(
    ("valeur", "decimales", "ecrit"),
    [
        ("1234567.8", None, "1 234 567,8"),
        ("1234.565", 2, "1 234,57"),
        ("-0.001", 2, "0,00"),
        ("12", 0, "12"),
    ],
)
def test_ecrit_un_nombre_avec_espaces_insecables(valeur: str, decimales: int | None, ecrit: str) -> None:
    assert ecrire_nombre(Decimal(valeur), decimales) == ecrit.replace(" ", "\u00a0")


def test_ecrit_un_montant_et_un_pourcentage() -> None:
    assert ecrire_montant(Decimal("21064")) == "21\u00a0064,00\u00a0€"
    assert ecrire_pourcentage(Decimal("39.3")) == "39,3\u00a0%"


MONTANTS = st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False, allow_infinity=False)


@given(MONTANTS)
def test_un_montant_ecrit_se_relit_le_meme(montant: Decimal) -> None:
    lu = lire_montant(ecrire_montant(montant))
    assert lu is not None and lu.valeur == montant and lu.decimales == 2


@given(MONTANTS, st.sampled_from([" ", "\u00a0", "\u202f", ""]), st.sampled_from(["€", " €", "\u00a0€", ""]))
def test_l_espace_des_milliers_ne_change_rien(montant: Decimal, espace: str, unite: str) -> None:
    ecrit = ecrire_nombre(montant, 2).replace("\u00a0", espace) + unite
    lu = lire_montant(ecrit)
    assert lu is not None and lu.valeur == montant


@given(st.text(max_size=60))
def test_lire_n_echoue_jamais(texte: str) -> None:
    lire_montant(texte)
    lire_nombre(texte)
    for trouve in trouver_nombres(texte):
        assert texte[trouve.debut : trouve.fin] == trouve.texte

"""Les montants d'opérateurs dans une phrase."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.pilotage.controles.releve import Etat, Lieu
from jalon.sources.documents.operateurs import operateurs_nommes


def nommes(texte: str) -> list[tuple[str, int | None]]:
    return [
        (nom, None if v.nombre is None else int(v.nombre)) for nom, v in operateurs_nommes(texte, Lieu("T"))
    ]


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("Participations Aker: 10000€, ML Nord: 5000€", [("Aker", 10000), ("ML Nord", 5000)]),
        ("Participations Lumen ( 15000€) et PRESTO (5000€)", [("Lumen", 15000), ("PRESTO", 5000)]),
        (
            "Participations Lumen (45000€) ; Le relais pour tous (45 000€) ; CLP-PRE (22 500€).",
            [("Lumen", 45000), ("relais pour tous", 45000), ("CLP-PRE", 22500)],
        ),
        (
            "Participations: 68 000€ à Pass (pays de Mer) ; 51 738€ à WE ; 45 000€ à la Mission locale-FIT.",
            [("Pass (pays de Mer)", 68000), ("WE", 51738), ("Mission locale-FIT", 45000)],
        ),
        (
            "participation aux missions locales dont 20 000€ à WE KER, 5000€ à ML Nord, 5000€ à ML Sud",
            [("WE KER", 20000), ("ML Nord", 5000), ("ML Sud", 5000)],
        ),
        (
            "participations versées aux associations : Pass (pays de "
            "Mer) 68 000€ ; Mission du Pays 68 980€ ; WE( bassin) 51 738€.",
            [("Pass (pays de Mer)", 68000), ("Mission du Pays", 68980), ("WE (bassin)", 51738)],
        ),
        (
            "participation de 45000€ versée à l'association UFO et une "
            "participation de 40000€ versée à l'association Sport pour tous",
            [("UFO", 45000), ("Sport pour tous", 40000)],
        ),
        (
            "participations prévues dans le cadre du plan (Elan "
            ": 10 000 €, Jardins : 5 000 € et Armada : 5 000 €).",
            [("Elan", 10000), ("Jardins", 5000), ("Armada", 5000)],
        ),
        ("Poste coordinatrice + participation CORO de 15000€", [("CORO", 15000)]),
        ("financement d'un poste à compter du 01/07/2022 + subvention COO (15 000€)", [("COO", 15000)]),
        ("postes: 2ETP service RSA: 106000 €", [("2ETP service RSA", 106000)]),
        ("Participation WE KER", [("WE KER", None)]),
        (
            "Participations Armada, Elan créateur,Jardin",
            [("Armada", None), ("Elan créateur", None), ("Jardin", None)],
        ),
        ("participation versée à l'association Lumen pour son action", [("Lumen", None)]),
        ("Participations BIS et Sport pour tous", [("BIS", None), ("Sport pour tous", None)]),
        ("temps ETP équipe projet", []),
    ],
)
def test_un_operateur_et_son_montant_dans_les_deux_ordres(texte: str, attendu: list) -> None:
    assert nommes(texte) == attendu


def test_un_operateur_sans_montant_n_a_pas_zero() -> None:
    ((_, valeur),) = operateurs_nommes("Participation WE KER", Lieu("T"))
    assert valeur.etat == Etat.VIDE and valeur.nombre is None


@given(st.lists(st.integers(1, 10**7), min_size=1, max_size=6))
def test_aucun_montant_ne_se_perd(montants: list[int]) -> None:
    phrase = "Participations " + ", ".join(f"Lumen{i} ({m}€)" for i, m in enumerate(montants))
    assert [m for _, m in nommes(phrase)] == montants


@given(st.text(max_size=80))
def test_lire_n_echoue_jamais(texte: str) -> None:
    assert all(nomme.valeur.texte for nomme in operateurs_nommes(texte, Lieu()) if nomme.valeur.presente)

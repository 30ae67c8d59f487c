import re
from decimal import Decimal

import pytest

from jalon.socle.rendu.graphiques import Barre, Etat, avancement_par_axe, barres_execution, court, tendance


@pytest.mark.parametrize(
    "svg",
    [
        barres_execution([Barre("Un axe", Decimal(1000), Decimal(400))], "recettes", "exécuté"),
        avancement_par_axe([Etat("Axe 1", "en cours", "vert"), Etat("Axe 1", "non lu", "gris")]),
        tendance([("2021", Decimal(3)), ("2022", Decimal(5))]),
    ],
    ids=["barres", "avancement", "tendance"],
)
def test_un_graphique_sans_style_ni_script(svg):
    assert svg.startswith("<svg") and "<script" not in svg and " style=" not in svg


def test_les_nombres_sont_ecrits_en_francais():
    svg = barres_execution([Barre("a", Decimal(400000), Decimal(100000))], "recettes", "exécuté")
    assert "100\xa0000\xa0€" in svg and "400\xa0000\xa0€" in svg


def test_les_barres_sont_proportionnelles_aux_montants():
    barres = [Barre("a", Decimal(800000), Decimal(200000)), Barre("b", Decimal(400000), Decimal(0))]
    longueurs = re.findall(r'width="([\d.]+)" height="11"', barres_execution(barres, "recettes", "exécuté"))
    a, fait_a, b, fait_b = map(float, longueurs)
    assert (a, fait_a) == (2 * b, pytest.approx(b / 2)) and fait_b == 0


@pytest.mark.parametrize("plus_grand", [0, 1, 7, 999, 1_000_000, 869_737])
def test_l_echelle_a_six_graduations_au_plus(plus_grand):
    svg = barres_execution([Barre("a", Decimal(plus_grand), Decimal(0))], "recettes", "exécuté")
    reperes = [int(t.replace("\xa0", "")) for t in re.findall(r">([\d\xa0]+)\xa0€<", svg)]
    assert 2 <= len(reperes) <= 6 and reperes[-1] >= plus_grand


def test_un_libelle_est_du_texte_jamais_du_balisage():
    svg = barres_execution([Barre("<script>&", Decimal(1), Decimal(1))], "recettes", "exécuté")
    assert "&lt;script&gt;&amp;" in svg and "<script" not in svg


def test_un_libelle_trop_long_est_coupe_a_un_mot():
    assert court("mot " * 30).endswith("mot…") and len(court("mot " * 30)) <= 46

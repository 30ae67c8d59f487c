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
    assert "100\xa0000 €" in svg or "200\xa0000 €" in svg


def test_un_libelle_trop_long_est_coupe_a_un_mot():
    assert court("mot " * 30).endswith("mot…") and len(court("mot " * 30)) <= 46

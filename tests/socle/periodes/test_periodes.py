"""Lire la période que dit un libellé de rapport."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.socle.periodes import Genre, Periode, lire_periode, lire_periodes

CAS = [
    ("Situation au 31 déc. 2018", "2018-12-31", "2018-12-31", Genre.SITUATION),
    ("Situation au 31 dec 2022", "2022-12-31", "2022-12-31", Genre.SITUATION),
    ("Au 31/12/2019", "2019-12-31", "2019-12-31", Genre.SITUATION),
    ("données arrêtées au 30/06/23", "2023-06-30", "2023-06-30", Genre.SITUATION),
    ("Résultat atteint en 2019", "2019-01-01", "2019-12-31", Genre.ANNEE),
    ("Résultat atteint en 2021 (1/01/2021 au 31/12/21)", "2021-01-01", "2021-12-31", Genre.ANNEE),
    ("Résultats au 2022", "2022-01-01", "2022-12-31", Genre.ANNEE),
    ("projection 2023", "2023-01-01", "2023-12-31", Genre.ANNEE),
    ("2020", "2020-01-01", "2020-12-31", Genre.ANNEE),
    ("2018-2019", "2018-07-01", "2019-06-30", Genre.SAISON),
    ("2022/2023", "2022-07-01", "2023-06-30", Genre.SAISON),
    ("2022-23", "2022-07-01", "2023-06-30", Genre.SAISON),
    ("Année scolaire 2018/2019", "2018-09-01", "2019-08-31", Genre.ANNEE_SCOLAIRE),
    ("Année Scolaire 2021/2022", "2021-09-01", "2022-08-31", Genre.ANNEE_SCOLAIRE),
    ("Janvier - Septembre 2023", "2023-01-01", "2023-09-30", Genre.INTERVALLE),
    ("juillet 2021 à juillet 2023", "2021-07-01", "2023-07-31", Genre.INTERVALLE),
    ("novembre-février 2023", "2022-11-01", "2023-02-28", Genre.INTERVALLE),
    ("depuis le 1er janvier 2023", "2023-01-01", "2023-12-31", Genre.INTERVALLE),
    ("du 1/1/23 au 30/09/23", "2023-01-01", "2023-09-30", Genre.INTERVALLE),
    ("Du 1er/01/2021 au 31/12/2022", "2021-01-01", "2022-12-31", Genre.INTERVALLE),
    ("2019-2023", "2019-01-01", "2023-12-31", Genre.INTERVALLE),
    ("1^{er} trimestre 2024", "2024-01-01", "2024-03-31", Genre.TRIMESTRE),
    ("2d semestre 2022", "2022-07-01", "2022-12-31", Genre.SEMESTRE),
    ("2023-S2", "2023-07-01", "2023-12-31", Genre.SEMESTRE),
    ("Novembre 2021", "2021-11-01", "2021-11-30", Genre.MOIS),
]


@pytest.mark.parametrize(("libelle", "debut", "fin", "genre"), CAS)
def test_lit_la_periode_d_un_libelle(libelle: str, debut: str, fin: str, genre: Genre) -> None:
    assert lire_periode(libelle) == Periode(date.fromisoformat(debut), date.fromisoformat(fin), genre)


def test_des_bornes_qui_contredisent_le_libelle_sont_gardees_toutes_les_deux() -> None:
    periodes = lire_periodes("Résultat atteint au 1er semestre 2022 (1/01 au 30/05/22)")
    assert periodes == (
        Periode(date(2022, 1, 1), date(2022, 6, 30), Genre.SEMESTRE),
        Periode(date(2022, 1, 1), date(2022, 5, 30), Genre.INTERVALLE),
    )


def test_des_bornes_qui_confirment_le_libelle_ne_font_qu_une_periode() -> None:
    assert len(lire_periodes("Résultat atteint en 2022 (1/01/2022 au 31/12/22)")) == 1


def test_une_annee_et_une_situation_dans_le_meme_libelle() -> None:
    annee, situation = lire_periodes("Résultat atteint en 2020 et situation au 31 dec. 2020 pour la mobilité")
    assert annee.genre == Genre.ANNEE and situation.genre == Genre.SITUATION
    assert annee.contient(situation)


@pytest.mark.parametrize(
    "libelle", ["", "  ", "Projection du projet", "Indicateurs", "au 99/99/2020", "31/02/2020"]
)
def test_un_libelle_sans_periode_ne_s_invente_pas_d_annee(libelle: str) -> None:
    assert lire_periode(libelle) is None


def test_l_annee_par_defaut_complete_un_semestre_nu() -> None:
    assert lire_periode("1er semestre") is None
    assert lire_periode("1er semestre", annee_defaut=2022) == Periode(
        date(2022, 1, 1), date(2022, 6, 30), Genre.SEMESTRE
    )


def test_une_periode_ne_finit_pas_avant_de_commencer() -> None:
    with pytest.raises(ValueError, match="finit avant"):
        Periode(date(2022, 2, 1), date(2022, 1, 1))


@given(st.text(max_size=80))
def test_lire_n_echoue_jamais(libelle: str) -> None:
    for periode in lire_periodes(libelle):
        assert periode.debut <= periode.fin


@given(st.dates(date(1990, 1, 1), date(2089, 12, 31)))
def test_une_situation_se_lit_a_sa_date_en_chiffres(jour: date) -> None:
    assert lire_periode(f"Situation au {jour:%d/%m/%Y}") == Periode(jour, jour, Genre.SITUATION)


@given(
    st.integers(1990, 2080), st.sampled_from(["", "Année scolaire ", "Bilan "]), st.sampled_from(["/", "-"])
)
def test_deux_annees_de_suite_durent_un_an(an: int, avant: str, separateur: str) -> None:
    periode = lire_periode(f"{avant}{an}{separateur}{an + 1}")
    assert periode is not None and 364 <= (periode.fin - periode.debut).days <= 365
    assert periode.genre == (Genre.ANNEE_SCOLAIRE if "scolaire" in avant else Genre.SAISON)


@given(
    st.lists(
        st.sampled_from(["1/01", "au", "31/12/22", "2022", "semestre", "1er", "mai", "-", "/", "depuis le"])
    )
)
def test_les_morceaux_dans_le_desordre_ne_font_rien_tomber(morceaux: list[str]) -> None:
    lues = lire_periodes(" ".join(morceaux), annee_defaut=2022)
    assert all(periode.debut <= periode.fin for periode in lues)

"""Les deux régimes sur une table de cas datés ; 42 jours ne sont pas 45, un mois n'est pas 30 jours."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.parcours.echeances import Delai, Etat, Horloge, ajouter, horloge, horloges
from jalon.parcours.echeances.calcul import Unite, seuil_alerte
from jalon.socle.parametres.depart import charger_valeurs_de_depart

NOUVEAU, ANCIEN = "plein_emploi", "avant_2025"


@pytest.mark.parametrize(
    ("debut", "delai", "limite"),
    [
        (date(2025, 1, 10), Delai(42, Unite.JOURS), date(2025, 2, 21)),
        (date(2025, 1, 10), Delai(45, Unite.JOURS), date(2025, 2, 24)),
        (date(2025, 1, 31), Delai(1, Unite.MOIS), date(2025, 2, 28)),
        (date(2024, 1, 31), Delai(1, Unite.MOIS), date(2024, 2, 29)),
        (date(2025, 2, 28), Delai(1, Unite.MOIS), date(2025, 3, 28)),
        (date(2024, 12, 31), Delai(2, Unite.MOIS), date(2025, 2, 28)),
        (date(2024, 11, 15), Delai(2, Unite.MOIS), date(2025, 1, 15)),
        (date(2025, 3, 20), Delai(15, Unite.JOURS), date(2025, 4, 4)),
    ],
)
def test_le_jour_du_fait_ne_compte_pas_et_le_dernier_jour_compte(debut, delai, limite):
    assert ajouter(debut, delai) == limite
    tenue = Horloge("c", "l", debut, delai, debut, "s", fait=limite)
    assert tenue.etat(limite) is Etat.TENUE
    en_retard = Horloge("c", "l", debut, delai, debut, "s", fait=limite + timedelta(days=1))
    assert en_retard.etat(limite) is not Etat.DEPASSEE
    assert en_retard.etat(limite + timedelta(days=1)) is Etat.TENUE_EN_RETARD


@given(st.dates(date(2009, 6, 1), date(2060, 1, 1)), st.integers(1, 60))
def test_un_delai_en_mois_reste_dans_le_mois_attendu(debut, mois):
    limite = ajouter(debut, Delai(mois, Unite.MOIS))
    assert (limite.year * 12 + limite.month) - (debut.year * 12 + debut.month) == mois
    assert limite.day == debut.day or (limite + timedelta(days=1)).day == 1


@given(st.dates(date(2009, 6, 1), date(2060, 1, 1)), st.integers(1, 400), st.integers(1, 100))
def test_l_alerte_est_le_premier_jour_ou_la_part_est_ecoulee(debut, jours, part):
    seuil = seuil_alerte(debut, Delai(jours, Unite.JOURS), part)
    assert (seuil - debut).days * 100 >= jours * part > ((seuil - debut).days - 1) * 100


@pytest.mark.django_db
class TestRegimes:
    @pytest.fixture(autouse=True)
    def parametres(self):
        charger_valeurs_de_depart()

    def test_le_nouveau_regime_oriente_en_six_semaines_et_alerte_a_quatre_cinquiemes(self):
        loi = horloge("orientation", regime=NOUVEAU, debut=date(2025, 1, 10))
        assert (loi.code, loi.limite, loi.alerte) == (
            "loi.delai_orientation",
            date(2025, 2, 21),
            date(2025, 2, 13),
        )
        assert loi.etat(date(2025, 2, 12)) is Etat.EN_COURS
        assert loi.etat(date(2025, 2, 13)) is Etat.ALERTE
        assert loi.etat(date(2025, 2, 21)) is Etat.ALERTE
        assert loi.etat(date(2025, 2, 22)) is Etat.DEPASSEE
        assert loi.age(date(2025, 2, 22)) == 43

    def test_l_ancien_regime_oriente_en_deux_mois_et_garde_la_convention(self):
        lues = horloges("orientation", regime=ANCIEN, debut=date(2023, 11, 15))
        assert [(h.code, h.limite) for h in lues] == [
            ("loi_2008.delai_orientation", date(2024, 1, 15)),
            ("calpae.delai_orientation", date(2023, 12, 15)),
            ("local.delai_orientation", date(2023, 11, 30)),
        ]

    def test_un_dossier_ancien_garde_son_regime_en_2025(self):
        assert horloge("orientation", regime=ANCIEN, debut=date(2025, 3, 1)).limite == date(2025, 5, 1)

    def test_la_convention_finie_ne_court_plus(self):
        codes = [h.code for h in horloges("orientation", regime=NOUVEAU, debut=date(2025, 1, 10))]
        assert codes == ["loi.delai_orientation", "local.delai_orientation"]

    @pytest.mark.parametrize(
        ("regime", "voie", "limite"),
        [
            (NOUVEAU, "sociale", date(2025, 2, 28)),
            (ANCIEN, "emploi", date(2025, 2, 28)),
            (ANCIEN, "sociale", date(2025, 3, 31)),
            (ANCIEN, "socio_professionnelle", date(2025, 3, 31)),
        ],
    )
    def test_le_delai_du_contrat_suit_le_regime_et_la_voie(self, regime, voie, limite):
        assert horloge("contrat", regime=regime, debut=date(2025, 1, 31), voie=voie).limite == limite

    def test_mille_horloges_se_lisent_en_une_requete(self, django_assert_num_queries):
        from jalon.parcours.echeances.catalogue import Parametres

        with django_assert_num_queries(1):
            lus = Parametres()
            for _ in range(1000):
                horloges("orientation", regime=NOUVEAU, debut=date(2025, 1, 10), parametres=lus)

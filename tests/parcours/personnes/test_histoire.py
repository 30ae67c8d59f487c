"""Le repli pur : la dernière observation qui couvre un jour dit la valeur de ce jour."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jalon.parcours.personnes.histoire import poser, valeur_au
from jalon.parcours.personnes.observations import Fait, Instant, jour_decrit

ORIGINE = date(2024, 1, 1)
JOURS = st.integers(0, 120).map(lambda n: ORIGINE + timedelta(days=n))


def instant(rang: int, *, quotidien: bool = False) -> Instant:
    jour = ORIGINE + timedelta(days=30 * rang)
    return Instant(
        jour_decrit(jour, jour, quotidien=quotidien),
        datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=rang),
        quotidien,
    )


@given(st.lists(st.tuples(JOURS, st.sampled_from("ABC")), min_size=1, max_size=8), JOURS)
def test_un_jour_a_la_valeur_de_la_derniere_observation_qui_le_couvre(observations, jour):
    serie = ()
    for rang, (effet, valeur) in enumerate(observations):
        serie = poser(serie, Fait((valeur,), effet), instant(rang), rang)
    couvrent = [valeur for effet, valeur in observations if effet <= jour]
    assert valeur_au(serie, jour) == ((couvrent[-1],) if couvrent else None)


@given(st.lists(st.tuples(st.none() | JOURS, st.sampled_from("ABC")), max_size=8))
def test_une_serie_est_triee_sans_doublon_ni_repetition(observations):
    serie = ()
    for rang, (effet, valeur) in enumerate(observations):
        serie = poser(serie, Fait((valeur,), effet), instant(rang), rang)
    jours = [etape.a_compter_du for etape in serie]
    assert jours == sorted(set(jours))
    assert all(avant.valeur != apres.valeur for avant, apres in zip(serie, serie[1:], strict=False))


@given(st.lists(st.tuples(st.none() | JOURS, st.sampled_from("ABC")), min_size=1, max_size=8))
def test_revoir_le_meme_fichier_n_apprend_rien(observations):
    serie = ()
    for rang, (effet, valeur) in enumerate(observations):
        serie = poser(serie, Fait((valeur,), effet), instant(rang), rang)
    effet, valeur = observations[-1]
    assert poser(serie, Fait((valeur,), effet), instant(len(observations)), 99) == serie


def test_une_suspension_apprise_tard_commence_quand_le_fichier_le_dit():
    serie = poser((), Fait(("2",), ORIGINE), instant(0), 1)
    serie = poser(serie, Fait(("4",), ORIGINE + timedelta(days=15)), instant(3), 2)
    assert valeur_au(serie, ORIGINE + timedelta(days=14)) == ("2",)
    assert valeur_au(serie, ORIGINE + timedelta(days=15)) == ("4",)


def test_un_fait_sans_date_vaut_du_premier_du_mois_sauf_si_le_quotidien_en_sait_plus():
    serie = poser((), Fait(("oui",)), instant(0), 1)
    assert serie[0].a_compter_du == ORIGINE
    quotidien = Instant(date(2024, 1, 20), datetime(2024, 1, 21, tzinfo=UTC), quotidien=True)
    serie = poser(serie, Fait(("non",)), quotidien, 2)
    mensuel = Instant(date(2024, 1, 31), datetime(2024, 2, 5, tzinfo=UTC))
    assert poser(serie, Fait(("non",)), mensuel, 3) == serie
    contraire = poser(serie, Fait(("oui",)), mensuel, 3)
    assert [etape.a_compter_du.day for etape in contraire] == [1, 20, 31]


def test_un_fichier_mensuel_decrit_la_fin_de_son_mois_et_un_quotidien_son_jour():
    assert jour_decrit(date(2024, 2, 1), date(2024, 3, 5), quotidien=False) == date(2024, 2, 29)
    assert jour_decrit(date(2024, 2, 1), date(2024, 2, 12), quotidien=True) == date(2024, 2, 12)
    assert jour_decrit(date(2024, 2, 29), date(2024, 3, 1), quotidien=True) == date(2024, 2, 29)

"""Fériés, semaines types, changements d'heure, agenda suivi d'ailleurs."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.parcours.rendezvous import textes
from jalon.parcours.rendezvous.feries import dimanche_de_paques, jours_feries
from jalon.parcours.rendezvous.ical import OCTETS_LIGNE, Evenement, en_icalendar
from jalon.parcours.rendezvous.recurrence import (
    PARIS,
    HeureInexistante,
    Plage,
    deplier,
    est_double,
    heure_de,
)

PASSAGE_ETE, PASSAGE_HIVER = date(2026, 3, 29), date(2026, 10, 25)


@pytest.mark.parametrize(
    ("annee", "paques"),
    [
        (2000, date(2000, 4, 23)),
        (2008, date(2008, 3, 23)),
        (2011, date(2011, 4, 24)),
        (2024, date(2024, 3, 31)),
        (2025, date(2025, 4, 20)),
        (2026, date(2026, 4, 5)),
        (2038, date(2038, 4, 25)),
    ],
)
def test_paques_tombe_le_jour_connu(annee, paques):
    assert dimanche_de_paques(annee) == paques


def test_les_onze_jours_feries_de_2026_et_deux_de_plus_a_l_est():
    attendus = {
        date(2026, mois, jour)
        for mois, jour in (
            (1, 1), (4, 6), (5, 1), (5, 8), (5, 14), (5, 25), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25),
        )
    }  # fmt: skip
    assert jours_feries(2026) == attendus
    assert jours_feries(2026, alsace_moselle=True) - attendus == {date(2026, 4, 3), date(2026, 12, 26)}


def test_une_semaine_type_saute_les_feries_et_tient_dans_ses_bornes():
    plages = [Plage(0, time(9), time(12), 60), Plage(4, time(14), time(15, 30), 45, 5)]
    planning = deplier(plages, date(2026, 5, 18), date(2026, 5, 29), jours_feries(2026))
    locales = [(d.astimezone(PARIS), f - d) for d, f in planning.heures]
    assert [f"{d:%d/%m %H:%M}" for d, _ in locales] == [
        "18/05 09:00", "18/05 10:00", "18/05 11:00", "22/05 14:00", "29/05 14:00",
    ]  # fmt: skip
    assert {duree for _, duree in locales} == {timedelta(hours=1), timedelta(minutes=45)}
    assert planning.feries == [date(2026, 5, 25)]


def test_neuf_heures_reste_neuf_heures_des_deux_cotes_du_changement_d_heure():
    planning = deplier([Plage(0, time(9), time(10), 60)], date(2026, 10, 19), date(2026, 10, 26))
    assert [d.astimezone(PARIS).hour for d, _ in planning.heures] == [9, 9]
    assert [d.hour for d, _ in planning.heures] == [7, 8]


@pytest.mark.parametrize(("heure", "ecrite"), [((9, 0), "9 h 00"), ((14, 5), "14 h 05"), ((0, 30), "0 h 30")])
def test_une_heure_s_ecrit_avec_ses_deux_chiffres_de_minutes(heure, ecrite):
    instant = datetime(2026, 11, 24, *heure, tzinfo=PARIS)
    assert textes.quand(instant) == f"mardi 24 novembre à {ecrite}"


def test_l_heure_sautee_est_refusee_et_l_heure_double_est_dite():
    with pytest.raises(HeureInexistante, match="heure d'été"):
        heure_de(PASSAGE_ETE, time(2, 30))
    nuit = [Plage(6, time(1), time(4), 60)]
    ete = deplier(nuit, PASSAGE_ETE, PASSAGE_ETE)
    assert ete.inexistantes == [(PASSAGE_ETE, time(2))] and len(ete.heures) == 2
    hiver = deplier(nuit, PASSAGE_HIVER, PASSAGE_HIVER)
    assert hiver.doubles == [(PASSAGE_HIVER, time(2))]
    assert hiver.heures[1][0] == datetime(2026, 10, 25, 0, tzinfo=UTC)  # la première des deux
    assert not est_double(heure_de(PASSAGE_HIVER, time(9)))


@pytest.mark.parametrize(
    ("du", "au"), [(date(2026, 5, 2), date(2026, 5, 1)), (date(2020, 1, 1), date(2026, 1, 1))]
)
def test_des_bornes_impossibles_se_refusent(du, au):
    with pytest.raises(ValueError, match="planning"):
        deplier([Plage(0, time(9), time(10), 60)], du, au)


@given(
    du=st.dates(date(2019, 1, 1), date(2035, 1, 1)),
    jours=st.integers(0, 60),
    jour=st.integers(0, 6),
    debut=st.integers(0, 23),
    duree=st.integers(5, 240),
)
def test_les_heures_d_un_planning_ne_se_recouvrent_jamais(du, jours, jour, debut, duree):
    plage = Plage(jour, time(debut), time(23, 59), duree)
    planning = deplier([plage], du, du + timedelta(days=jours))
    heures = planning.heures
    if not planning.doubles:
        assert all(fin <= debut for (_, fin), (debut, _) in zip(heures, heures[1:], strict=False))
    assert all(d.astimezone(PARIS).weekday() == jour for d, _ in heures)


def evenement(**options: object) -> Evenement:
    debut = datetime(2026, 7, 1, 7, tzinfo=UTC)
    defauts = {
        "cle": uuid4(),
        "debut": debut,
        "fin": debut + timedelta(hours=1),
        "motif": "Premier rendez-vous",
        "lieu": "Maison; des, solidarités",
        "adresse": "1 rue\nde l'Été\\",
        "pris": 2,
        "annule_le": None,
        "fixe_le": debut,
    }
    return Evenement(**(defauts | options))


def test_un_agenda_suivi_dit_des_nombres_et_des_heures_universelles():
    fichier = en_icalendar([evenement(), evenement(pris=0)]).decode()
    assert fichier.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") and fichier.endswith("END:VCALENDAR\r\n")
    deplie = fichier.replace("\r\n ", "")
    assert "SUMMARY:Premier rendez-vous (2)\r\n" in deplie and "DTSTART:20260701T070000Z\r\n" in deplie
    assert r"LOCATION:Maison\; des\, solidarités\, 1 rue\nde l'Été" in deplie
    assert deplie.count("STATUS:CONFIRMED") == deplie.count("STATUS:CANCELLED") == 1


@given(motif=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_aucune_ligne_d_agenda_ne_depasse_75_octets_ni_ne_coupe_un_caractere(motif):
    fichier = en_icalendar([evenement(motif=motif)])
    lignes = fichier.split(b"\r\n")
    assert all(len(ligne) <= OCTETS_LIGNE for ligne in lignes)
    assert all(ligne.decode() is not None for ligne in lignes)
    attendu = motif
    for avant, apres in (("\\", "\\\\"), (";", "\\;"), (",", "\\,")):
        attendu = attendu.replace(avant, apres)
    assert f"SUMMARY:{attendu} (2)" in fichier.decode().replace("\r\n ", "").split("\r\n")

"""Paramètres datés : une valeur par jour, avec sa source."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from jalon.socle.parametres.depart import VALEURS, charger_valeurs_de_depart
from jalon.socle.parametres.models import Parametre
from jalon.socle.parametres.selectors import ParametreAbsent, parametre, parametres_en_vigueur, valeurs_de
from jalon.socle.parametres.services import fixer_parametre, supprimer_parametre

pytestmark = pytest.mark.django_db


def fixer(systeme, valeur, du, au=None, source="essai"):
    return fixer_parametre(code="essai", valeur=valeur, du=du, au=au, source=source, acteur=systeme)


def test_les_valeurs_de_depart_sont_la_avec_leur_source():
    assert parametre("loi.delai_orientation", date(2026, 1, 1)) == 42
    assert parametre("mesure.seuil_petits_effectifs", date(2026, 1, 1)) == 5
    assert Parametre.objects.filter(source="").count() == 0
    assert charger_valeurs_de_depart() == 0
    assert len(parametres_en_vigueur(date(2022, 6, 1))) >= 8
    assert all(valeur.au is None or valeur.au > valeur.du for valeur in VALEURS)


def test_avant_la_loi_le_delai_n_existe_pas():
    with pytest.raises(ParametreAbsent, match="loi.delai_orientation.*31/12/2024"):
        parametre("loi.delai_orientation", date(2024, 12, 31))
    assert parametre("loi.delai_orientation", date(2024, 12, 31), defaut=None) is None


def test_une_nouvelle_valeur_clot_la_precedente_la_veille(systeme):
    fixer(systeme, 1, date(2020, 1, 1))
    fixer(systeme, 2, date(2022, 1, 1))
    assert (parametre("essai", date(2021, 12, 31)), parametre("essai", date(2022, 1, 1))) == (1, 2)
    fixer(systeme, 3, date(2022, 1, 1))
    assert parametre("essai", date(2022, 1, 1)) == 3
    assert [ligne.valeur for ligne in valeurs_de("essai")] == [3, 1]


def test_une_valeur_sans_source_ou_qui_en_recouvre_une_future_est_refusee(systeme):
    fixer(systeme, 2, date(2022, 1, 1))
    with pytest.raises(ValidationError, match="déjà une valeur"), transaction.atomic():
        fixer(systeme, 1, date(2020, 1, 1))
    fixer(systeme, 1, date(2020, 1, 1), au=date(2021, 12, 31))
    with pytest.raises(ValidationError), transaction.atomic():
        fixer(systeme, 4, date(2023, 1, 1), source="")
    assert parametre("essai", date(2024, 1, 1)) == 2


def test_la_base_refuse_deux_valeurs_le_meme_jour():
    ligne = {"code": "double", "libelle": "d", "valeur": 1, "source": "s"}
    Parametre.objects.create(**ligne, periode=DateRange(date(2020, 1, 1), None))
    with pytest.raises(IntegrityError), transaction.atomic():
        Parametre.objects.create(**ligne, periode=DateRange(date(2021, 1, 1), date(2021, 2, 1)))


def test_la_derniere_valeur_ne_se_supprime_pas(systeme):
    seule = fixer(systeme, 1, date(2020, 1, 1))
    with pytest.raises(ValidationError, match="seule valeur"):
        supprimer_parametre(parametre=seule, acteur=systeme)
    fixer(systeme, 2, date(2021, 1, 1))
    seule.refresh_from_db()
    supprimer_parametre(parametre=seule, acteur=systeme)
    assert [ligne.valeur for ligne in valeurs_de("essai")] == [2]

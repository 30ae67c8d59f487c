"""Lire une suite de chiffres : progrès vers une cible, sommes permises, ruptures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from jalon.mesure.chiffres.agregation import somme_dans_le_temps
from jalon.mesure.chiffres.cibles import atteinte, en_vigueur, etat_de, fixer_cible, progression
from jalon.mesure.chiffres.models import Calcul, Chiffre, Cible, Serie
from jalon.mesure.chiffres.ruptures import ruptures
from jalon.mesure.indicateurs.models import Indicateur
from tests.fabriques import IndicateurFabrique, ProgrammeFabrique, SerieFabrique

nombres = st.decimals(-1_000_000, 1_000_000, places=2, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("depart", "actuel", "cible", "attendu"),
    [
        (95, 45, 45, 100),
        (95, 70, 45, 50),
        (45, 70, 95, 50),
        (95, 100, 45, 0),
        (95, 30, 45, 100),
        (0, 0, 88, 0),
        (45, 50, 45, None),
    ],
)
def test_un_delai_qui_baisse_vers_sa_cible_progresse(depart, actuel, cible, attendu):
    rendue = progression(Decimal(depart), Decimal(actuel), Decimal(cible))
    assert rendue == (None if attendu is None else Decimal(attendu))


@given(nombres, nombres, nombres)
def test_la_progression_reste_entre_0_et_100_et_se_lit_dans_les_deux_sens(depart, actuel, cible):
    rendue = progression(depart, actuel, cible)
    assert rendue is None if depart == cible else 0 <= rendue <= 100
    assert progression(-depart, -actuel, -cible) == rendue


def test_le_seuil_en_vigueur_est_celui_de_ce_jour(db, systeme):
    serie = SerieFabrique(
        cloison=ProgrammeFabrique().pk, indicateur=IndicateurFabrique(unite="jour", sens="baisse")
    )
    for du, jours in ((date(2023, 1, 1), 30), (date(2024, 6, 1), 15), (date(2025, 1, 1), 45)):
        fixer_cible(serie=serie, valeur=Decimal(jours), du=du, genre="seuil", acteur=systeme)
    cibles = list(serie.cibles.all())
    assert [
        getattr(en_vigueur(cibles, jour, "seuil"), "valeur", None)
        for jour in (date(2022, 5, 1), date(2023, 5, 1), date(2024, 12, 31), date(2025, 1, 1))
    ] == [None, 30, 15, 45]
    assert en_vigueur(cibles, date(2025, 1, 1)) is None
    assert atteinte(Decimal(40), Decimal(45), "baisse") is True
    assert atteinte(Decimal(40), Decimal(45), "hausse") is False
    assert atteinte(Decimal(40), Decimal(45), "neutre") is None


@pytest.mark.parametrize(
    ("valeur", "sens", "echeance", "definitive", "attendu"),
    [
        (80, "hausse", None, True, "atteinte"),
        (79, "hausse", None, True, "manquee"),
        (79, "hausse", date(2026, 6, 30), True, "en_attente"),
        (90, "hausse", None, False, "en_attente"),
        (79, "baisse", None, True, "atteinte"),
        (81, "baisse", date(2025, 12, 31), True, "manquee"),
        (81, "neutre", None, True, None),
        (None, "hausse", None, True, None),
        (None, "hausse", None, False, "en_attente"),
    ],
)
def test_une_cible_est_atteinte_manquee_ou_attend_selon_le_sens(valeur, sens, echeance, definitive, attendu):
    cible = Cible(genre="cible", valeur=Decimal(80), echeance=echeance)
    valeur = None if valeur is None else Decimal(valeur)
    fin = date(2025, 12, 31)
    assert etat_de(cible, valeur, sens, fin=fin, definitive=definitive) == attendu


def test_un_seuil_alerte_sans_attendre():
    seuil = Cible(genre="seuil", valeur=Decimal(45))
    for valeur, attendu in ((46, "franchi"), (45, "respecte")):
        lu = etat_de(seuil, Decimal(valeur), "baisse", fin=date(2025, 12, 31), definitive=False)
        assert lu == attendu


def test_une_cible_a_contresens_ou_sans_fin_se_refuse(db, systeme):
    serie = SerieFabrique(
        cloison=ProgrammeFabrique().pk, indicateur=IndicateurFabrique(unite="jour", sens="baisse")
    )
    cible = {"serie": serie, "du": date(2025, 1, 1), "acteur": systeme}
    with pytest.raises(ValidationError, match="la baisse est un progrès"):
        fixer_cible(**cible, depart=Decimal(45), valeur=Decimal(95))
    with pytest.raises(ValidationError, match="précède"):
        fixer_cible(**cible, valeur=Decimal(45), echeance=date(2024, 1, 1))
    fixer_cible(**cible, depart=Decimal(95), valeur=Decimal(45))
    with pytest.raises(ValidationError, match="déjà"):
        fixer_cible(**cible, valeur=Decimal(40))


def mois(additivite, *valeurs, unite="nombre"):
    indicateur = Indicateur(titre="Essai", additivite=additivite, unite=unite)
    return [
        Chiffre(
            serie=Serie(indicateur=indicateur),
            debut=date(2025, rang, 1),
            fin=date(2025, rang, 28),
            libelle_periode=f"mois {rang}",
            **({"valeur": valeur} if not isinstance(valeur, tuple) else dict(zip(CLES, valeur, strict=True))),
        )
        for rang, valeur in enumerate(valeurs, start=1)
    ]


CLES = ("valeur", "numerateur", "denominateur")


def test_des_personnes_distinctes_de_plusieurs_mois_ne_s_additionnent_pas():
    assert somme_dans_le_temps(mois("additif", Decimal(3), Decimal(4))) == 7
    for additivite, raison in (
        ("distinct", "compté deux fois"),
        ("stock", "situation à une date"),
        ("quantile", "médiane"),
    ):
        with pytest.raises(ValidationError, match=raison):
            somme_dans_le_temps(mois(additivite, Decimal(3), Decimal(4)))


def test_un_taux_annuel_n_est_pas_la_moyenne_des_taux_mensuels():
    taux = mois("ratio", (Decimal(100), 1, 1), (Decimal(0), 0, 9), unite="pourcent")
    assert somme_dans_le_temps(taux) == 10
    with pytest.raises(ValidationError, match="numérateur"):
        somme_dans_le_temps(mois("ratio", Decimal(50), unite="pourcent"))


def test_un_terme_absent_ou_compte_deux_fois_ne_fait_pas_un_total():
    trou = mois("additif", Decimal(3), None)
    trou[1].statut = "non_renseigne"
    with pytest.raises(ValidationError, match="mois 2"):
        somme_dans_le_temps(trou)
    semestre, annee = mois("additif", Decimal(3), Decimal(4))
    annee.debut = semestre.debut
    with pytest.raises(ValidationError, match="chevauchent"):
        somme_dans_le_temps([semestre, annee])
    with pytest.raises(ValidationError, match="Aucune période"):
        somme_dans_le_temps([])


def calcul(annee, **change):
    deux_mois = {
        "code": "loi_2008.delai",
        "du": "2009-01-01",
        "au": "2025-01-01",
        "nombre": 2,
        "unite": "mois",
    }
    six_semaines = {"code": "loi.delai", "du": "2025-01-01", "au": None, "nombre": 42, "unite": "jours"}
    defaut = {
        "code": "loi.orientes_6_semaines",
        "version": 1,
        "definition": "a",
        "mesure": "valeur",
        "delais": [d | {"source": "loi", "regimes": [], "voies": []} for d in (deux_mois, six_semaines)],
    }
    return Calcul(debut=date(annee, 1, 1), fin=date(annee, 12, 31), **defaut | change)


def test_une_serie_dit_ou_elle_se_rompt():
    assert ruptures([calcul(2023), calcul(2024)]) == []
    (loi,) = ruptures([calcul(2025), calcul(2024)])
    assert loi.a_compter_du == date(2025, 1, 1) and "42 jours" in loi.raison
    assert [r.raison for r in ruptures([calcul(2023), calcul(2024, version=2)])] == [
        "la définition passe de la version 1 à la version 2"
    ]
    nouveaux = [calcul(2023), calcul(2024), calcul(2025), calcul(2026)]
    assert [(r.a_compter_du, r.raison, r.source) for r in ruptures(nouveaux)] == [
        (date(2025, 1, 1), "le délai devient 42 jours", "loi")
    ]
    (autre,) = ruptures([calcul(2023), calcul(2024, code="calpae.orientes_1_mois")])
    assert "au lieu de" in autre.raison
    (part,) = ruptures([calcul(2023), calcul(2024, coupe={"sexe": "femme"})])
    assert "part comptée" in part.raison

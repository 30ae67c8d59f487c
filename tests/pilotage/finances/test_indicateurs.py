"""Les indicateurs d'argent se lisent dans la même liste que ceux des parcours."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from jalon.mesure.chiffres.ailleurs import ailleurs, enregistrer_ailleurs, toutes_les_fiches
from jalon.mesure.chiffres.enums import Statut
from jalon.mesure.indicateurs.catalogue import catalogue
from jalon.pilotage.finances.indicateurs import INDICATEURS
from jalon.socle.acces.enums import Role
from tests.fabriques import (
    AffectationSoldeFabrique,
    CreditFabrique,
    DepenseFabrique,
    PlaceFabrique,
    ProgrammeFabrique,
    programme_garni,
)

pytestmark = pytest.mark.django_db
DU, AU = date(2022, 1, 1), date(2022, 12, 31)


def taux(code, du=DU, au=AU, par=()):
    return ailleurs(f"finances.{code}").calculer(du, au, par)


def test_le_taux_de_consommation_divise_des_sommes():
    exercice = programme_garni(2)
    (case,) = taux("taux_consommation")
    assert (case.numerateur, case.denominateur) == (180_050, 250_100)
    assert (case.valeur, case.statut) == (Decimal("71.99"), Statut.COMPTE)
    (par,) = taux("taux_consommation", par=("programme", "exercice"))
    assert (
        par.coupe == {"programme": exercice.programme.code, "exercice": "2022"} and par.valeur == case.valeur
    )


def test_un_solde_sans_decision_n_est_pas_un_report():
    exercice = programme_garni(1)
    (avant,) = taux("taux_report")
    assert (avant.valeur, avant.statut) == (0, Statut.PROVISOIRE)
    action = PlaceFabrique._meta.model.objects.get(programme=exercice.programme).action
    AffectationSoldeFabrique(exercice=exercice, action=action, montant=Decimal("350.25"))
    (apres,) = taux("taux_report")
    assert (apres.valeur, apres.statut) == (Decimal("28.01"), Statut.COMPTE)


def test_sans_recettes_le_taux_n_est_pas_zero():
    (vide,) = taux("taux_consommation")
    assert (vide.valeur, vide.statut) == (None, Statut.NON_CALCULABLE)
    programme_garni(1)
    assert taux("taux_consommation", du=date(2030, 1, 1), au=date(2030, 12, 31))[0].valeur is None
    assert taux("taux_consommation", du=date(2030, 1, 1), au=date(2030, 12, 31), par=("programme",)) == []


def test_un_montant_manquant_rend_le_taux_provisoire():
    exercice = programme_garni(1)
    place = PlaceFabrique(programme=exercice.programme)
    CreditFabrique(exercice=exercice, action=place.action, montant=Decimal(1000))
    DepenseFabrique(exercice=exercice, action=place.action, montant=None)
    assert taux("taux_consommation")[0].statut == Statut.PROVISOIRE


def test_chacun_ne_compte_que_ses_programmes(creer_compte, en_tant_que):
    programme_garni(1, departement="35")
    programme_garni(2, departement="22")
    with en_tant_que(creer_compte(Role.DIRECTION, departement="35")):
        (sien,) = taux("taux_consommation", par=("programme",))
    assert sien.denominateur == 125_050 and len(taux("taux_consommation", par=("programme",))) == 2


def test_la_liste_les_reunit_sans_doublon():
    codes = [d.code for d in toutes_les_fiches()]
    assert codes == sorted(set(codes)) and len(codes) == len(catalogue()) + 2
    with pytest.raises(ValueError, match="deux fois"):
        enregistrer_ailleurs(*INDICATEURS)
    with pytest.raises(ValueError, match="Coupes possibles : programme, exercice"):
        taux("taux_report", par=("sexe",))
    with pytest.raises(ValueError, match="avant de commencer"):
        taux("taux_report", du=AU, au=DU)


def test_la_commande_les_evalue(capsys, systeme):
    from jalon.cli.indicateur import _calculer, _lister

    programme_garni(1)
    _lister("texte", acteur=systeme)
    assert "finances.taux_consommation" in capsys.readouterr().out
    from datetime import datetime

    _calculer(
        "finances.taux_consommation",
        du=datetime(2022, 1, 1),
        au=datetime(2022, 12, 31),
        coupes=("programme",),
        seulement=(),
        moteur="duckdb",
        avec_membres=False,
        arrete_au=None,
        forme="json",
        acteur=systeme,
    )
    (case,) = json.loads(capsys.readouterr().out)["resultats"]
    assert case["valeur"] == 71.99 and case["statut"] == "compte"


def test_les_programmes_sans_argent_restent_non_calculables():
    ProgrammeFabrique()
    assert taux("taux_report")[0].statut == Statut.NON_CALCULABLE

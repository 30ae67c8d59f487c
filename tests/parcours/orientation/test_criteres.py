"""Chaque critère : ce qui se lit, au bon jour, et ce qui remplit une condition."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from jalon.parcours.orientation import services
from jalon.parcours.orientation.criteres import CATALOGUE, Operateur, lire_valeurs, remplit, verifier
from jalon.parcours.orientation.criteres.catalogue import SANS_VALEUR
from jalon.parcours.orientation.selectors.dossier import dire_condition
from jalon.parcours.personnes.models import (
    Activite,
    Appartenance,
    Chargement,
    InscriptionFranceTravail,
    Membre,
    Montant,
    Ressources,
)
from tests.flux import NORD
from tests.parcours.orientation.conftest import JOUR, agir, voir
from tests.personnes import Dossier, creer_dossier


@pytest.fixture
def dossier(db: None, territoires: None) -> Dossier:
    """Deux enfants, un couple, une inscription cessée puis reprise, un montant majoré depuis mars."""
    dossier = creer_dossier(naissance=date(1990, 3, 4))
    fichier = Chargement.objects.get()
    for rang, (naissance, role) in enumerate(
        ((date(2015, 1, 1), "ENF"), (date(2022, 6, 1), "ENF"), (date(1991, 1, 1), "CJT"))
    ):
        personne = creer_dossier().personne
        membre = Membre.objects.create(
            foyer=dossier.foyer,
            personne=personne,
            nom="A",
            nom_naissance="A",
            date_naissance=naissance,
            cle_identite=bytes([rang] * 16),
        )
        Appartenance.objects.create(
            membre=membre, a_compter_du=date(2025, 1, 1), chargement=fichier, role=role
        )
    for jour, etat in (
        (date(2024, 9, 1), "inscrit"),
        (date(2025, 2, 1), "cesse"),
        (date(2025, 4, 1), "inscrit"),
    ):
        InscriptionFranceTravail.objects.create(
            personne=dossier.personne,
            a_compter_du=jour,
            chargement=fichier,
            etat=etat,
            categorie="G",
            identifiant="1",
        )
    Montant.objects.create(
        foyer=dossier.foyer, a_compter_du=date(2025, 3, 1), chargement=fichier, majore=True
    )
    Activite.objects.create(
        membre=dossier.membre, a_compter_du=date(2025, 1, 1), chargement=fichier, codes=["CHO", "SAL"]
    )
    Ressources.objects.create(
        membre=dossier.membre, a_compter_du=date(2025, 1, 1), chargement=fichier, total="812.40"
    )
    return dossier


def lire(systeme, dossier, jour=JOUR, codes=tuple(CATALOGUE)):
    return voir(systeme, lire_valeurs, [dossier.personne.pk], codes, jour)[dossier.personne.pk]


def test_chaque_valeur_se_lit_a_son_jour(systeme, dossier):
    lues = lire(systeme, dossier)
    assert {
        code: lues[code]
        for code in (
            "age",
            "enfants",
            "plus_jeune_enfant",
            "en_couple",
            "majoration",
            "inscrite",
            "mois_inscription",
            "retour",
            "regime",
            "territoire",
            "activites",
            "ressources",
            "anciennete_sejour",
            "diagnostic_fait",
        )
    } == {
        "age": 34,
        "enfants": 2,
        "plus_jeune_enfant": 2,
        "en_couple": True,
        "majoration": True,
        "inscrite": False,
        "mois_inscription": None,
        "retour": False,
        "regime": "plein_emploi",
        "territoire": NORD,
        "activites": ["CHO", "SAL"],
        "ressources": 812,
        "anciennete_sejour": 2,
        "diagnostic_fait": False,
    }
    assert lire(systeme, dossier, date(2025, 3, 4))["age"] == 35
    avant = lire(systeme, dossier, date(2025, 1, 15))
    assert (avant["inscrite"], avant["mois_inscription"], avant["majoration"]) == (True, 4, None)


def test_le_diagnostic_se_lit_et_le_professionnel_l_emporte(systeme, dossier):
    diagnostic = agir(services.ouvrir_diagnostic, personne=dossier.personne, acteur=systeme, le=JOUR)
    agir(
        services.repondre_diagnostic,
        diagnostic=diagnostic,
        acteur=systeme,
        positions_personne={"sante": 4, "mobilite": 2},
        positions_pro={"sante": 1},
        reponses={"logement": "urgence"},
    )
    lues = lire(systeme, dossier)
    assert (lues["diagnostic_fait"], lues["situation.logement"]) == (True, "urgence")
    assert (lues["position.sante"], lues["position.mobilite"]) == (1, 2)
    assert lues.get("position.numerique") is None
    assert lire(systeme, dossier, date(2025, 2, 1))["diagnostic_fait"] is False


def test_le_nombre_de_requetes_ne_depend_pas_des_personnes(systeme, dossier):
    personnes = [dossier.personne.pk, *(creer_dossier().personne.pk for _ in range(5))]
    with CaptureQueriesContext(connection) as requetes:
        lire_valeurs(personnes, CATALOGUE, JOUR)
    assert len(requetes) == 4


def test_un_diagnostic_hors_echelle_ou_hors_questionnaire_est_refuse(systeme, dossier):
    diagnostic = agir(services.ouvrir_diagnostic, personne=dossier.personne, acteur=systeme, le=JOUR)
    for fautes in (
        {"positions_pro": {"sante": 6}},
        {"positions_personne": {"cuisine": 2}},
        {"reponses": {"logement": "palais"}},
        {"reponses": {"cuisine": "oui"}},
    ):
        with pytest.raises(ValidationError):
            agir(services.repondre_diagnostic, diagnostic=diagnostic, acteur=systeme, **fautes)


@pytest.mark.parametrize(
    "critere",
    [
        "age", None, {"code": "cuisine", "operateur": "oui"}, {"code": "age", "operateur": "oui"},
        {"code": "age", "operateur": "au_plus", "valeur": "25"},
        {"code": "age", "operateur": "au_plus", "valeur": True},
        {"code": "age", "operateur": "au_plus", "valeur": -1},
        {"code": "regime", "operateur": "parmi", "valeur": []},
        {"code": "regime", "operateur": "parmi", "valeur": ["moyen"]},
        {"code": "commune", "operateur": "parmi", "valeur": ["x" * 30]},
    ],
)  # fmt: skip
def test_un_critere_faux_est_refuse_avec_son_rang(critere):
    with pytest.raises(ValidationError, match="Critère 2"):
        verifier([{"code": "inscrite", "operateur": "oui"}, critere])


@given(st.sampled_from(list(Operateur)), st.none() | st.integers(0, 99), st.integers(0, 99))
def test_l_inconnu_ne_remplit_que_inconnu(operateur, lu, attendu):
    attendus = [attendu] if operateur in (Operateur.PARMI, Operateur.HORS) else attendu
    rempli = remplit(operateur, attendus, lu)
    if lu is None or operateur is Operateur.INCONNU:
        assert rempli is (lu is None and operateur is Operateur.INCONNU)
    elif operateur is Operateur.AU_MOINS:
        assert rempli is (lu >= attendu)
    elif operateur is Operateur.HORS:
        assert rempli is not remplit(Operateur.PARMI, attendus, lu)


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_chaque_operateur_de_chaque_critere_se_verifie_et_se_dit(code):
    critere = CATALOGUE[code]
    valeur = 3 if critere.nature == "nombre" else [next(iter(critere.choix), "X")]
    for operateur in critere.operateurs:
        ecrit = {"code": code, "operateur": operateur.value}
        ecrit |= {} if operateur in SANS_VALEUR else {"valeur": valeur}
        assert verifier([ecrit]) == [ecrit] and dire_condition(ecrit)

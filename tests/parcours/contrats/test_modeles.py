"""Ce que la base refuse d'un contrat, quoi que fasse le code."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from jalon.parcours.contrats.enums import EtatContrat, Partie, TypeContrat
from jalon.parcours.contrats.models import Contrat, Engagement
from jalon.parcours.personnes.enums import Regime
from jalon.parcours.personnes.models import Personne
from jalon.socle.acces.models import Compte
from jalon.socle.organisations.models import Organisation
from tests.personnes import creer_dossier

pytestmark = pytest.mark.django_db


@pytest.fixture
def personne(systeme: Compte) -> Personne:
    return creer_dossier().personne


def creer(personne: Personne, systeme: Compte, **champs: Any) -> Contrat:
    organisme, _ = Organisation.objects.get_or_create(nom="Maison de l'insertion")
    valeurs = {
        "regime": Regime.PLEIN_EMPLOI,
        "type": TypeContrat.ENGAGEMENT,
        "organisme_referent": organisme,
        "etabli_le": date(2025, 2, 1),
        "debut": date(2025, 2, 10),
        "fin": date(2025, 8, 9),
        "cree_par": systeme,
    }
    return Contrat.objects.create(personne=personne, **(valeurs | champs))


SIGNE = {
    "etat": EtatContrat.SIGNE,
    "signe_le": date(2025, 2, 9),
    "soumis_le": date(2025, 2, 9),
    "version": 1,
}


@pytest.mark.parametrize(
    "champs",
    [
        {"fin": date(2025, 2, 9)},
        {"heures_semaine": "35.5"},
        {"heures_semaine": "-1"},
        {"type": TypeContrat.CER},
        {"etat": EtatContrat.SIGNE},
        {"etat": EtatContrat.EN_CIRCUIT},
        {"etat": EtatContrat.ABANDONNE},
        {"signe_le": date(2025, 2, 9)},
        {**SIGNE, "etat": EtatContrat.RESILIE, "clos_le": date(2025, 3, 1)},
        {"suite": "revision"},
    ],
)
def test_la_base_refuse(personne: Personne, systeme: Compte, champs: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        creer(personne, systeme, **champs)


def test_un_contrat_finit_le_jour_ou_il_commence(personne: Personne, systeme: Compte) -> None:
    assert creer(personne, systeme, fin=date(2025, 2, 10)).pk


@pytest.mark.parametrize(
    ("debut", "accepte"),
    [(date(2025, 8, 9), False), (date(2025, 8, 10), True), (date(2025, 2, 1), False)],
)
def test_deux_contrats_signes_ne_se_recouvrent_pas(
    personne: Personne, systeme: Compte, debut: date, accepte: bool
) -> None:
    creer(personne, systeme, **SIGNE)
    if accepte:
        assert creer(personne, systeme, debut=debut, fin=None, **SIGNE).pk
        return
    with pytest.raises(IntegrityError), transaction.atomic():
        creer(personne, systeme, debut=debut, fin=None, **SIGNE)


def test_un_contrat_jamais_couru_ne_gene_pas(personne: Personne, systeme: Compte) -> None:
    creer(
        personne,
        systeme,
        **SIGNE
        | {
            "etat": EtatContrat.RESILIE,
            "clos_le": date(2025, 2, 9),
            "fin_effective": date(2025, 2, 9),
            "motif_cloture": "erreur",
        },
    )
    assert creer(personne, systeme, **SIGNE).pk


def test_deux_personnes_ont_chacune_le_leur(personne: Personne, systeme: Compte) -> None:
    creer(personne, systeme, **SIGNE)
    assert creer(creer_dossier().personne, systeme, **SIGNE).pk


def test_une_echeance_avant_le_debut_est_refusee(personne: Personne, systeme: Compte) -> None:
    contrat = creer(personne, systeme)
    with pytest.raises(IntegrityError), transaction.atomic():
        Engagement.objects.create(
            contrat=contrat,
            partie=Partie.PERSONNE,
            libelle="Essai",
            debut=date(2025, 3, 1),
            echeance=date(2025, 2, 28),
            ordre=1,
        )

"""Deux personnes au même instant sur un même solde : deux vraies connexions, le verrou de l'action."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from jalon.pilotage.finances.enums import SuiteSolde
from jalon.pilotage.finances.models import AffectationSolde
from jalon.pilotage.finances.selectors import solde_action
from jalon.pilotage.finances.services import decider_solde, saisir_depense
from jalon.socle.acces.selectors import compte_systeme
from jalon.socle.base.contexte import contexte_compte
from tests.fabriques import CreditFabrique, DepenseFabrique, ExerciceFabrique, PlaceFabrique

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 20
ATTENDENT = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@pytest.fixture
def place():
    """Une action et son exercice, avec un solde de 100 € à décider."""
    with contexte_compte(compte_systeme()):
        exercice = ExerciceFabrique(annee=2022)
        action = PlaceFabrique(programme=exercice.programme, numero="5.1").action
        CreditFabrique(action=action, exercice=exercice, montant=Decimal(160))
        DepenseFabrique(action=action, exercice=exercice, montant=Decimal(60))
    return action, exercice


def decider(place, montant: int) -> None:
    action, exercice = place
    decider_solde(
        action=action,
        exercice=exercice,
        suite=SuiteSolde.REPORT,
        montant=Decimal(montant),
        decide_le=date(2023, 6, 30),
        acteur=compte_systeme(),
    )


def depenser(place, montant: int) -> None:
    action, exercice = place
    saisir_depense(
        action=action,
        exercice=exercice,
        montant=Decimal(montant),
        acteur=compte_systeme(),
    )


@contextmanager
def decision_en_cours(place, montant: int) -> Iterator[None]:
    """Une décision prise sur une autre connexion, validée seulement à la sortie du bloc."""
    prise, valider = threading.Event(), threading.Event()

    def garder_ouverte() -> None:
        try:
            with contexte_compte(compte_systeme()):
                decider(place, montant)
                prise.set()
                assert valider.wait(PATIENCE)
        finally:
            prise.set()
            connection.close()

    with ThreadPoolExecutor(1) as fil:
        premiere = fil.submit(garder_ouverte)
        try:
            assert prise.wait(PATIENCE)
            yield
        finally:
            valider.set()
        premiere.result(PATIENCE)


def sur_sa_connexion(geste: Callable[[], None]) -> None:
    try:
        with contexte_compte(compte_systeme()):
            geste()
    finally:
        connection.close()


def bloquee_ou_finie(seconde: Future[None]) -> str:
    """Attend que la seconde connexion soit arrêtée par un verrou, ou qu'elle ait fini sans l'attendre."""
    limite = time.monotonic() + PATIENCE
    while time.monotonic() < limite:
        if seconde.done():
            return "finie"
        with connection.cursor() as curseur:
            curseur.execute(ATTENDENT)
            if curseur.fetchone()[0]:
                return "bloquée"
        time.sleep(0.02)
    return "ni l'un ni l'autre"


@pytest.mark.parametrize("geste", [decider, depenser], ids=["une autre décision", "une dépense"])
def test_le_second_attend_le_premier_et_ne_depasse_pas_le_solde(place, geste):
    with ThreadPoolExecutor(1) as fil:
        with decision_en_cours(place, 70):
            seconde = fil.submit(sur_sa_connexion, lambda: geste(place, 60))
            assert bloquee_ou_finie(seconde) == "bloquée"
        with pytest.raises(ValidationError):
            seconde.result(PATIENCE)
    with contexte_compte(compte_systeme()):
        action, exercice = place
        solde = solde_action(action, exercice)
        assert (solde.montant, solde.decide) == (Decimal(100), Decimal(70))
        assert AffectationSolde.objects.filter(action=action).count() == 1


def test_deux_decisions_qui_tiennent_ensemble_passent_toutes_les_deux(place):
    with ThreadPoolExecutor(1) as fil:
        with decision_en_cours(place, 70):
            seconde = fil.submit(sur_sa_connexion, lambda: decider(place, 30))
            assert bloquee_ou_finie(seconde) == "bloquée"
        seconde.result(PATIENCE)
    with contexte_compte(compte_systeme()):
        action, exercice = place
        assert solde_action(action, exercice).a_decider == 0

"""Deux passages des règles lancés à la même seconde, par deux vraies connexions."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from jalon.parcours.orientation import services
from jalon.parcours.orientation.models import Proposition
from jalon.socle.acces.models import Compte
from jalon.socle.base.contexte import contexte_compte
from jalon.socle.organisations.models import Organisation
from tests.flux import poser_territoire
from tests.parcours.orientation.conftest import JOUR, agir
from tests.personnes import creer_dossier

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 60


def test_deux_passages_a_la_fois_ne_proposent_pas_deux_fois_la_derniere_place(systeme: Compte) -> None:
    with contexte_compte(systeme):
        poser_territoire()
        organisme = Organisation.objects.create(nom="Maison du département")
        for _ in range(3):
            creer_dossier()
    jeu = agir(services.creer_jeu, libelle="Essai", acteur=systeme)
    vers = {"destination": "organisme", "voie": "sociale", "organisme": organisme, "libelle": "Tous"}
    agir(services.ecrire_regle, jeu=jeu, acteur=systeme, **vers)
    agir(services.mettre_en_service, jeu=jeu, acteur=systeme, le=date(2025, 1, 1))
    agir(
        services.fixer_capacite,
        organisation=organisme,
        voie="sociale",
        places=1,
        acteur=systeme,
        du=date(2025, 1, 1),
    )
    depart = threading.Barrier(2, timeout=PATIENCE)

    def passer() -> int:
        try:
            depart.wait()
            return agir(services.passer_regles, acteur=systeme, le=JOUR).bilan["personnes"]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as fils:
        vues = [f.result(timeout=PATIENCE) for f in [fils.submit(passer), fils.submit(passer)]]
    assert vues == [3, 3]
    with contexte_compte(systeme):
        en_cours = Proposition.objects.filter(etat="proposee", organisme=organisme)
        assert en_cours.count() == 1

"""Deux personnes à la même seconde, deux vraies connexions : une place, une seule prise."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from jalon.parcours.rendezvous import services
from jalon.parcours.rendezvous.enums import PrisPar
from jalon.parcours.rendezvous.models import Creneau, Participation
from jalon.socle.acces.selectors import compte_systeme
from jalon.socle.base.contexte import contexte_compte
from tests.parcours.rendezvous.fabriques import HEURE, creer_creneau, creer_lieu, creer_motif, demain
from tests.personnes import creer_dossier

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 20


@pytest.fixture
def pose() -> Any:
    with contexte_compte(compte_systeme()):
        return creer_motif(collectif=True), creer_lieu()


def en_meme_temps(*gestes: Callable[[], object]) -> list[object]:
    """Lance chaque geste dans sa connexion, au même signal ; rend leurs résultats ou leurs refus."""
    depart = threading.Barrier(len(gestes), timeout=PATIENCE)

    def lancer(geste: Callable[[], object]) -> object:
        try:
            depart.wait()
            with contexte_compte(compte_systeme()):
                return geste()
        except ValidationError as refus:
            return refus.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(gestes)) as fils:
        return [futur.result(timeout=PATIENCE) for futur in [fils.submit(lancer, g) for g in gestes]]


def prendre(creneau: Creneau, motif: Any, personne: Any) -> Callable[[], Participation]:
    return lambda: services.prendre_creneau(
        creneau=creneau.pk,
        motif=motif.pk,
        personne=personne.pk,
        acteur=compte_systeme(),
        par=PrisPar.SYSTEME,
        prevenir=False,
    )


@pytest.mark.parametrize("places", [1, 3])
def test_jamais_plus_de_monde_que_de_places(pose, places):
    creneau = creer_creneau(*pose, places=places)
    personnes = [creer_dossier().personne for _ in range(places + 2)]
    resultats = en_meme_temps(*[prendre(creneau, pose[0], p) for p in personnes])
    assert sum(isinstance(r, Participation) for r in resultats) == places
    assert resultats.count("rendezvous_places_tenues") == 2
    creneau.refresh_from_db()
    assert creneau.pris == places == Participation.objects.count()
    assert creneau.rendezvous.count() == 1


def test_un_double_clic_ne_prend_qu_une_place(pose):
    creneau, personne = creer_creneau(*pose, places=4), creer_dossier().personne
    un, deux = en_meme_temps(*[prendre(creneau, pose[0], personne)] * 2)
    assert un == deux and Participation.objects.count() == 1


def test_une_personne_ne_prend_pas_deux_heures_qui_se_recouvrent(pose):
    personne = creer_dossier().personne
    creneaux = [creer_creneau(*pose), creer_creneau(*pose, debut=demain() + HEURE / 2)]
    resultats = en_meme_temps(*[prendre(c, pose[0], personne) for c in creneaux])
    assert sorted(isinstance(r, Participation) for r in resultats) == [False, True]
    assert "participation_sans_recouvrement" in resultats


def test_prendre_et_annuler_ensemble_ne_se_bloquent_pas(pose):
    """Mêmes verrous, même ordre : créneau puis rendez-vous."""
    creneau = creer_creneau(*pose, places=2)
    une, autre = creer_dossier().personne, creer_dossier().personne
    with contexte_compte(compte_systeme()):
        place = prendre(creneau, pose[0], une)()
    for _ in range(5):
        en_meme_temps(
            prendre(creneau, pose[0], autre),
            lambda: services.annuler_participation(participation=place, acteur=compte_systeme()),
        )
    creneau.refresh_from_db()
    assert creneau.pris == Participation.objects.filter(issue=None).count() == 1


def test_fermer_un_creneau_pendant_qu_on_le_prend(pose):
    creneau, personne = creer_creneau(*pose), creer_dossier().personne
    resultats = en_meme_temps(
        prendre(creneau, pose[0], personne),
        lambda: services.fermer_creneaux(creneaux=[creneau.pk], acteur=compte_systeme()),
    )
    creneau.refresh_from_db()
    prise, fermes = resultats
    if isinstance(prise, Participation):
        assert (fermes, creneau.annule_le, creneau.pris) == (0, None, 1)
    else:
        assert (prise, fermes, creneau.pris) == ("creneau_ouvert", 1, 0)

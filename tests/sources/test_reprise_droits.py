"""Qui peut reprendre un document, et qui en voit la lecture : la base elle-même le dit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from jalon.pilotage.programmes.models import Programme
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from jalon.sources.documents.models import Lecture, TraceReprise
from jalon.sources.documents.selectors import differences, lectures_visibles
from jalon.sources.documents.services import deposer_document, ecrire_lecture
from tests.sources.reprise import charger_departements, petit_rapport, reprendre

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _territoire(db: None) -> None:
    charger_departements()


def test_la_chargee_de_mission_reprend_dans_son_departement(
    creer_compte: Callable[..., Compte], en_tant_que: Callable[..., Any]
) -> None:
    mission = creer_compte(Role.CHARGEE_MISSION, departement="99")
    with en_tant_que(mission):
        lecture, bilan = reprendre(petit_rapport(), mission)
        assert not bilan.vide and lecture.programme is not None
        assert differences(lecture).vide
    with en_tant_que(mission):
        lecture, bilan = reprendre(petit_rapport(participation="41 000,00 €"), mission)
        assert [d.nature for d in bilan.modifications].count("credit") == 1


@pytest.mark.parametrize("role", [r for r in Role if r != Role.CHARGEE_MISSION])
def test_les_autres_roles_necrivent_rien(
    role: Role, creer_compte: Callable[..., Compte], en_tant_que: Callable[..., Any]
) -> None:
    compte = creer_compte(role, departement="99")
    with en_tant_que(compte):
        lecture = deposer_document(nom="r.txt", contenu=petit_rapport(), acteur=compte)
        with pytest.raises(PermissionDenied):
            ecrire_lecture(lecture=lecture, acteur=compte)
    assert not Programme.objects.exists() and not TraceReprise.objects.exists()


def test_pas_de_reprise_hors_de_son_departement(
    creer_compte: Callable[..., Compte], en_tant_que: Callable[..., Any]
) -> None:
    voisine = creer_compte(Role.CHARGEE_MISSION, departement="35")
    with en_tant_que(voisine):
        lecture = deposer_document(nom="r.txt", contenu=petit_rapport(), acteur=voisine)
        with pytest.raises(PermissionDenied):
            ecrire_lecture(lecture=lecture, acteur=voisine)
    assert not Programme.objects.exists()


def test_une_lecture_deposee_ne_se_voit_que_de_son_auteur(
    creer_compte: Callable[..., Compte], en_tant_que: Callable[..., Any]
) -> None:
    auteur, collegue = (creer_compte(Role.CHARGEE_MISSION, departement="99") for _ in range(2))
    etrangere = creer_compte(Role.CHARGEE_MISSION, departement="35")
    with en_tant_que(auteur):
        lecture = deposer_document(nom="r.txt", contenu=petit_rapport(), acteur=auteur)
    with en_tant_que(collegue):
        assert not lectures_visibles().exists()
    with en_tant_que(auteur):
        ecrire_lecture(lecture=Lecture.objects.get(pk=lecture.pk), acteur=auteur)
    for compte, voit in ((auteur, True), (collegue, True), (etrangere, False), (None, False)):
        with en_tant_que(compte):
            assert lectures_visibles().exists() is voit
            assert TraceReprise.objects.exists() is voit

"""Le journal : chaque changement avec l'avant et l'après, filtré, emporté."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from jalon.pilotage.finances.models import Depense
from jalon.pilotage.finances.services import corriger_montant
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from tests.web.conftest import Monde

pytestmark = pytest.mark.django_db


@pytest.fixture
def correction(monde: Monde, chargee: Compte) -> Depense:
    depense = Depense.objects.get(action=monde.place.action_id)
    return corriger_montant(objet=depense, montant=Decimal("123.45"), acteur=chargee)


def test_le_journal_dit_qui_avant_apres(
    correction: Depense, chargee: Compte, connecte: Callable[..., Any]
) -> None:
    with connecte(Role.DIRECTION) as client:
        page = client.get(reverse("journal"), {"modele": "pilotage_finances.depense"}).content.decode()
    assert chargee.nom in page and "900,25" in page and "123,45" in page


def test_les_filtres_resserrent(correction: Depense, systeme: Compte, connecte: Callable[..., Any]) -> None:
    with connecte(Role.DIRECTION) as client:
        for filtre in (
            {"acteur": str(systeme.pk)},
            {"modele": "pilotage_programmes.acte"},
            {"avant": "2001-01-01"},
        ):
            assert "123.45" not in client.get(reverse("journal"), filtre).content.decode()
        assert client.get(reverse("journal"), {"acteur": "x", "avant": "y", "modele": "z"}).status_code == 200


def test_le_journal_s_emporte(correction: Depense, connecte: Callable[..., Any]) -> None:
    with connecte(Role.DIRECTION) as client:
        reponse = client.get(reverse("journal_export", args=["csv"]))
    assert "123,45" in reponse.content.decode("utf-8-sig")


def test_les_comptes_restent_a_l_administration(correction: Depense, connecte: Callable[..., Any]) -> None:
    adresse = reverse("journal") + "?modele=socle_acces.compte"
    with connecte(Role.DIRECTION) as client:
        assert "Aucun changement" in client.get(adresse).content.decode()
    with connecte(Role.ADMINISTRATEUR) as client:
        assert "Compte, ajout" in client.get(adresse).content.decode()

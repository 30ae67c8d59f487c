"""Paramètres datés : une nouvelle valeur n'efface pas l'ancienne."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from jalon.socle.acces.enums import Role
from jalon.socle.parametres.models import Parametre
from tests.web.conftest import Monde

pytestmark = pytest.mark.django_db
NOUVEAU = {
    "code": "local.delai",
    "libelle": "Délai local",
    "unite": "jours",
    "valeur": "15",
    "du": "2024-01-01",
    "source": "délibération",
}
SUITE = {"valeur": "12", "du": "2026-01-01", "source": "délibération 2"}


def test_une_valeur_nouvelle_clot_l_ancienne(monde: Monde, connecte: Callable[..., Any]) -> None:
    with connecte(Role.ADMINISTRATEUR) as client:
        assert client.post(reverse("parametre_nouveau"), NOUVEAU).status_code == 302
        assert client.post(reverse("parametre", args=["local.delai"]), SUITE).status_code == 302
        page = client.get(reverse("parametre", args=["local.delai"])).content.decode()
    valeurs = list(
        Parametre.objects.filter(code="local.delai").order_by("periode").values_list("valeur", flat=True)
    )
    assert valeurs == [15, 12]
    assert "31/12/2025" in page and "délibération 2" in page


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"du": "2024-01-01"}, "ne se récrit pas"),
        ({"du": "2020-01-01"}, "ne se récrit pas"),
        ({"source": ""}, "d&#x27;où vient"),
        ({"valeur": "oui"}, "attend un nombre"),
        ({"au": "2025-01-01"}, "avant le début"),
    ],
)
def test_une_valeur_passee_ne_se_recrit_pas(
    monde: Monde, connecte: Callable[..., Any], change: dict[str, str], message: str
) -> None:
    with connecte(Role.ADMINISTRATEUR) as client:
        client.post(reverse("parametre_nouveau"), NOUVEAU)
        reponse = client.post(reverse("parametre", args=["local.delai"]), SUITE | change)
    assert reponse.status_code == 422 and message in reponse.content.decode()
    assert Parametre.objects.filter(code="local.delai").count() == 1


def test_un_code_connu_renvoie_a_sa_page(monde: Monde, connecte: Callable[..., Any]) -> None:
    with connecte(Role.ADMINISTRATEUR) as client:
        client.post(reverse("parametre_nouveau"), NOUVEAU)
        assert client.post(reverse("parametre_nouveau"), NOUVEAU).status_code == 422
        assert client.get(reverse("parametre", args=["inconnu"])).status_code == 404
        assert "Délai local" in client.get(reverse("parametres")).content.decode()

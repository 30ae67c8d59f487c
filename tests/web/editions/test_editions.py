"""Éditer : un format part tout de suite, plusieurs attendent dans la cloche."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from jalon.socle.pieces.models import Piece
from jalon.socle.taches.models import Tache
from jalon.socle.taches.services import Suivi
from jalon.web.editions.tache import editer_rapport
from tests.web.conftest import Monde

pytestmark = pytest.mark.django_db


def test_un_seul_format_se_telecharge(monde: Monde, connecte: Callable[..., Any]) -> None:
    with connecte(Role.ELU) as client:
        reponse = client.post(
            reverse("editions", kwargs=monde.periode()), {"modele": "rapport-execution", "formats": ["xlsx"]}
        )
    assert reponse["Content-Disposition"] == (
        f'attachment; filename="{monde.programme.code}-2022-rapport-execution.xlsx"'
    )
    assert reponse.content.startswith(b"PK")


def test_plusieurs_formats_deviennent_une_tache(
    monde: Monde, chargee: Compte, connecte: Callable[..., Any]
) -> None:
    donnees = {"modele": "rapport-execution", "formats": ["xlsx", "ods"]}
    with connecte(chargee) as client:
        reponse = client.post(reverse("editions", kwargs=monde.periode()), donnees)
    tache = Tache.objects.get()
    assert reponse.url == reverse("tache", args=[tache.pk])
    assert tache.arguments["formats"] == ["xlsx", "ods"]


def test_la_tache_garde_chaque_fichier_avec_le_programme(
    monde: Monde, systeme: Compte, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Suivi, "avancer", lambda self, pourcentage, message="": None)
    suivi = Suivi(Tache.objects.create(verbe="editer_rapport", libelle="Essai", compte=systeme), systeme)
    editer_rapport(
        suivi,
        programme=monde.programme.code,
        exercice="2022",
        modele="rapport-execution",
        formats=["xlsx", "ods"],
    )
    assert Piece.objects.filter(cloison=monde.programme.pk).count() == 2
    assert [p["nom"].rpartition(".")[2] for p in suivi.resultat["pieces"]] == ["xlsx", "ods"]


@pytest.mark.parametrize("donnees", [{"modele": "rapport-execution"}, {"modele": "x", "formats": ["pdf"]}])
def test_un_choix_incomplet_revient_au_champ(
    monde: Monde, connecte: Callable[..., Any], donnees: dict[str, Any]
) -> None:
    with connecte() as client:
        reponse = client.post(reverse("editions", kwargs=monde.periode()), donnees)
    assert reponse.status_code == 422 and 'href="#id_' in reponse.content.decode()

"""La cloche : mes tâches seulement, leur résultat, et le silence une fois vues."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from jalon.socle.acces.models import Compte
from jalon.socle.pieces.services import deposer_piece
from jalon.socle.taches.models import Tache
from tests.web.conftest import Monde

pytestmark = pytest.mark.django_db


@pytest.fixture
def finie(monde: Monde, chargee: Compte) -> Tache:
    piece = deposer_piece(nom="été.txt", contenu=b"bonjour", cloison=monde.programme.pk, acteur=chargee)
    return Tache.objects.create(
        verbe="essai", libelle="Un essai", compte=chargee, etat="terminee", avancement=100, piece=piece,
        commencee_le=timezone.now(), finie_le=timezone.now(),
    )  # fmt: skip


def test_la_cloche_sonne_puis_se_tait(finie: Tache, chargee: Compte, connecte: Callable[..., Any]) -> None:
    with connecte(chargee) as client:
        assert "1" in client.get(reverse("taches_cloche")).content.decode()
        assert "nouveau" in client.get(reverse("taches")).content.decode()
        client.post(reverse("taches_vues"))
        assert not client.get(reverse("taches_cloche")).content.decode().strip()


def test_une_tache_en_cours_se_rafraichit(
    monde: Monde, chargee: Compte, connecte: Callable[..., Any]
) -> None:
    tache = Tache.objects.create(
        verbe="essai",
        libelle="Long",
        compte=chargee,
        etat="en_cours",
        avancement=40,
        commencee_le=timezone.now(),
    )
    with connecte(chargee) as client:
        page = client.get(reverse("tache", args=[tache.pk])).content.decode()
    assert 'hx-trigger="every 2s"' in page and "40 %" in page


def test_le_fichier_se_telecharge_et_ne_s_ouvre_pas(
    finie: Tache, chargee: Compte, connecte: Callable[..., Any]
) -> None:
    assert finie.piece is not None
    with connecte(chargee) as client:
        reponse = client.get(reverse("piece", args=[finie.piece.pk]))
    assert reponse.content == b"bonjour"
    assert reponse["Content-Disposition"].startswith("attachment")


def test_les_taches_d_un_autre_n_existent_pas(
    finie: Tache, compte: Callable[..., Compte], connecte: Callable[..., Any]
) -> None:
    from jalon.socle.acces.enums import Role

    with connecte(Role.DIRECTION) as client:
        assert client.get(reverse("tache", args=[finie.pk])).status_code == 404
        assert "Un essai" not in client.get(reverse("taches")).content.decode()

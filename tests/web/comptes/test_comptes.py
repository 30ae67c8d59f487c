"""Comptes et habilitations : accorder, retirer, dater ; jamais le sien."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from jalon.socle.acces.selectors import roles_de
from tests.web.conftest import Monde

pytestmark = pytest.mark.django_db


@pytest.fixture
def administratrice(creer_compte: Callable[..., Compte], monde: Monde) -> Compte:
    return creer_compte(Role.ADMINISTRATEUR)


def test_creer_un_compte_lui_donner_un_role_le_retirer(
    administratrice: Compte, monde: Monde, connecte: Callable[..., Any]
) -> None:
    with connecte(administratrice) as client:
        cree = client.post(reverse("compte_nouveau"), {"nom": "Essai", "courriel": "Essai@Exemple.fr"})
        neuf = Compte.objects.get(courriel="essai@exemple.fr")
        assert cree.url == reverse("compte", args=[neuf.pk])
        role = {"role": "elu", "programme": str(monde.programme.pk), "du": "2026-01-01"}
        assert client.post(cree.url, role).status_code == 302
        assert client.post(cree.url, role).status_code == 422
        assert "déjà ce rôle" in client.post(cree.url, role).content.decode()
        habilitation = neuf.habilitations.get()
        assert roles_de(neuf) == {Role.ELU}
        retrait = reverse("habilitation_retirer", args=[habilitation.pk])
        assert client.post(retrait, {"motif": ""}).status_code == 422
        assert client.post(retrait, {"motif": "fin de mandat"}).status_code == 302
    assert not roles_de(neuf)


def test_un_pilote_agit_pour_une_organisation(
    administratrice: Compte, creer_compte: Callable[..., Compte], connecte: Callable[..., Any]
) -> None:
    with connecte(administratrice) as client:
        reponse = client.post(reverse("compte", args=[creer_compte().pk]), {"role": "pilote"})
    assert reponse.status_code == 422 and 'href="#id_organisation"' in reponse.content.decode()


def test_on_ne_ferme_pas_son_compte(administratrice: Compte, connecte: Callable[..., Any]) -> None:
    with connecte(administratrice) as client:
        client.post(reverse("compte_fermer", args=[administratrice.pk]))
    administratrice.refresh_from_db()
    assert administratrice.actif


def test_fermer_un_compte(
    administratrice: Compte, creer_compte: Callable[..., Compte], connecte: Callable[..., Any]
) -> None:
    autre = creer_compte(Role.ELU)
    with connecte(administratrice) as client:
        client.post(reverse("compte_fermer", args=[autre.pk]))
        assert "fermé" in client.get(reverse("comptes"), {"q": autre.nom}).content.decode()
    autre.refresh_from_db()
    assert not autre.actif


def test_la_recherche_sans_reponse_le_dit(administratrice: Compte, connecte: Callable[..., Any]) -> None:
    with connecte(administratrice) as client:
        assert "Aucun compte" in client.get(reverse("comptes"), {"q": "zzz"}).content.decode()

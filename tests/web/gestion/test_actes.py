"""Les signataires d'un acte : les ajouter, les retirer, les lire dans la gestion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from jalon.pilotage.programmes.models import Acte
from jalon.pilotage.programmes.services import declarer_acte
from jalon.socle.acces.models import Compte
from jalon.socle.journal.selectors import histoire
from jalon.socle.organisations.models import Organisation
from tests.fabriques import programme_garni
from tests.web.conftest import Monde

pytestmark = pytest.mark.django_db


@pytest.fixture
def convention(monde: Monde, systeme: Compte) -> Acte:
    return declarer_acte(
        programme=monde.programme, genre="convention", intitule="Convention d'essai", acteur=systeme
    )


def adresse(monde: Monde, acte: Acte) -> str:
    return reverse("acte_signataires", args=[monde.programme.code, acte.pk])


def test_ajouter_puis_retirer_un_signataire(
    monde: Monde, convention: Acte, connecte: Callable[..., Any]
) -> None:
    donnees = {"organisation": monde.pilote.pk, "qualite": "directrice"}
    with connecte() as client:
        assert client.post(adresse(monde, convention), donnees).status_code == 302
        gestion = client.get(reverse("gestion", args=[monde.programme.code])).content.decode()
        assert f"{monde.pilote} (directrice)" in gestion
        signataire = convention.signataires.get()
        retrait = reverse("signataire_retirer", args=[monde.programme.code, convention.pk, signataire.pk])
        assert client.post(retrait).url == adresse(monde, convention)
    assert not convention.signataires.exists()


def test_le_journal_garde_qui_a_change_les_signataires(
    monde: Monde, convention: Acte, chargee: Compte, connecte: Callable[..., Any]
) -> None:
    with connecte(chargee) as client:
        client.post(adresse(monde, convention), {"organisation": monde.pilote.pk})
        signataire = convention.signataires.get()
        client.post(reverse("signataire_retirer", args=[monde.programme.code, convention.pk, signataire.pk]))
    etapes = [(etape.verbe, etape.genre, etape.qui) for etape in histoire(signataire)]
    assert etapes == [
        ("retirer_signataire", "suppression", chargee.nom),
        ("ajouter_signataire", "ajout", chargee.nom),
    ]


def test_un_organisme_ne_signe_qu_une_fois(
    monde: Monde, convention: Acte, connecte: Callable[..., Any]
) -> None:
    with connecte() as client:
        client.post(adresse(monde, convention), {"organisation": monde.pilote.pk})
        assert client.post(adresse(monde, convention), {"organisation": monde.pilote.pk}).status_code == 422
    assert convention.signataires.count() == 1


def test_un_signataire_nouveau_entre_dans_la_liste_partagee(
    monde: Monde, convention: Acte, connecte: Callable[..., Any]
) -> None:
    with connecte() as client:
        assert client.post(adresse(monde, convention), {}).status_code == 422
        client.post(adresse(monde, convention), {"nouvelle": "Caisse d'essai"})
    assert convention.signataires.get().organisation == Organisation.objects.get(nom="Caisse d'essai")


def test_l_acte_montre_ses_avenants_et_l_acte_modifie(
    monde: Monde, convention: Acte, systeme: Compte, connecte: Callable[..., Any]
) -> None:
    avenant = declarer_acte(
        programme=monde.programme, genre="avenant", intitule="Avenant 1", modifie=convention, acteur=systeme
    )
    with connecte() as client:
        assert adresse(monde, avenant) in client.get(adresse(monde, convention)).content.decode()
        page = client.get(adresse(monde, avenant)).content.decode()
    assert f'modifie <a href="{adresse(monde, convention)}">' in page


def test_le_signataire_d_un_autre_programme_ne_se_retire_pas(
    monde: Monde, convention: Acte, systeme: Compte, connecte: Callable[..., Any]
) -> None:
    ailleurs = declarer_acte(
        programme=programme_garni(1).programme, genre="convention", intitule="Ailleurs", acteur=systeme
    )
    etranger = ailleurs.signataires.create(organisation=monde.pilote)
    with connecte() as client:
        retrait = reverse("signataire_retirer", args=[monde.programme.code, convention.pk, etranger.pk])
        assert client.post(retrait).status_code == 404
    assert ailleurs.signataires.count() == 1

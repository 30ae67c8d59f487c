"""Les freins d'une action : choisis dans la liste partagée, comptés d'une action à l'autre."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from jalon.pilotage.bilans.freins import freins_partages
from jalon.pilotage.bilans.models import FicheBilan, FreinAction
from jalon.socle.acces.enums import Role
from tests.web.conftest import Monde

pytestmark = pytest.mark.django_db


def adresse(monde: Monde, rang: int = 0) -> str:
    return reverse("action_freins", kwargs=monde.periode(cle=monde.places[rang].numero))


def libelles(monde: Monde, rang: int = 0) -> list[str]:
    fiche = FicheBilan.objects.get(action=monde.places[rang].action_id, exercice=monde.exercice)
    return sorted(fiche.freins.values_list("libelle", flat=True))


def test_choisir_un_frein_et_en_ajouter_un(monde: Monde, connecte: Callable[..., Any]) -> None:
    connu = FreinAction.objects.create(libelle="Recrutement")
    with connecte(Role.PILOTE) as client:
        reponse = client.post(adresse(monde), {"freins": [connu.pk], "nouveau": "Locaux indisponibles"})
        assert reponse.url == reverse("action", kwargs=monde.adresse())
        page = client.get(reponse.url).content.decode()
    assert libelles(monde) == ["Locaux indisponibles", "Recrutement"]
    assert "Locaux indisponibles ; Recrutement" in page


def test_decocher_retire_le_frein_de_l_action_pas_de_la_liste(
    monde: Monde, connecte: Callable[..., Any]
) -> None:
    connu = FreinAction.objects.create(libelle="Recrutement")
    with connecte() as client:
        client.post(adresse(monde), {"freins": [connu.pk]})
        assert "checked" in client.get(adresse(monde)).content.decode()
        client.post(adresse(monde), {"freins": []})
    assert libelles(monde) == [] and FreinAction.objects.filter(pk=connu.pk).exists()


def test_un_libelle_deja_connu_ne_se_double_pas(monde: Monde, connecte: Callable[..., Any]) -> None:
    FreinAction.objects.create(libelle="Recrutement")
    with connecte() as client:
        client.post(adresse(monde), {"nouveau": "recrutement"})
    assert libelles(monde) == ["Recrutement"] and FreinAction.objects.count() == 1


def test_un_frein_inconnu_est_refuse(monde: Monde, connecte: Callable[..., Any]) -> None:
    with connecte() as client:
        assert client.post(adresse(monde), {"freins": ["999999"]}).status_code == 422


def test_l_avancement_compte_les_freins_le_plus_partage_d_abord(
    monde: Monde, connecte: Callable[..., Any]
) -> None:
    with connecte() as client:
        client.post(adresse(monde), {"nouveau": "Locaux"})
        client.post(adresse(monde, 1), {"nouveau": "Recrutement"})
        recrutement = FreinAction.objects.get(libelle="Recrutement")
        locaux = FreinAction.objects.get(libelle="Locaux")
        client.post(adresse(monde), {"freins": [locaux.pk, recrutement.pk]})
        page = client.get(reverse("avancement", kwargs=monde.periode())).content.decode()
    assert "Recrutement — 2 actions" in page and "Locaux — 1 action :" in page
    assert page.index("Recrutement — 2") < page.index("Locaux — 1")


def test_compter_les_freins_coute_deux_requetes(monde: Monde, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        freins_partages(monde.programme, monde.exercice)


def test_un_pilote_ne_touche_pas_aux_freins_d_un_autre(monde: Monde, connecte: Callable[..., Any]) -> None:
    with connecte(Role.PILOTE) as client:
        assert client.post(adresse(monde, 1), {"nouveau": "Locaux"}).status_code == 403

"""Commencer sans document : programme, exercice, axe, action, organismes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from jalon.pilotage.programmes.models import Acte, Action, Axe, Exercice, Programme
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from jalon.socle.organisations.models import Organisation
from tests.web.conftest import Monde

pytestmark = pytest.mark.django_db


def test_une_nouvelle_venue_va_jusqu_a_sa_premiere_fiche(
    creer_compte: Callable[..., Compte], monde: Monde, connecte: Callable[..., Any]
) -> None:
    with connecte(creer_compte(Role.CHARGEE_MISSION)) as client:
        cree = client.post(
            reverse("programme_nouveau"), {"modele": "pdi", "intitule": "Mon PDI", "code": "mon-pdi"}
        )
        assert cree.url == reverse("gestion", args=["mon-pdi"])
        assert "Ajouter un exercice" in client.get(cree.url).content.decode()
        exercice = {"code": "2026", "debut_credits": "2026-01-01", "fin_credits": "2026-12-31"}
        assert client.post(reverse("exercice_nouveau", args=["mon-pdi"]), exercice).status_code == 302
        client.post(reverse("axe_nouveau", args=["mon-pdi"]), {"code": "1", "titre": "Accueillir"})
        axe = Axe.objects.get(programme__code="mon-pdi")
        action = {"intitule": "Ouvrir un lieu", "numero": "1-1", "axe": axe.pk}
        assert client.post(reverse("action_nouvelle", args=["mon-pdi"]), action).status_code == 302
        fiche = client.get(reverse("action", args=["mon-pdi", "2026", "1-1"]))
    assert fiche.status_code == 200 and "Ouvrir un lieu" in fiche.content.decode()


def test_un_code_pris_revient_au_champ(
    creer_compte: Callable[..., Compte], monde: Monde, connecte: Callable[..., Any]
) -> None:
    donnees = {"modele": "pdi", "intitule": "Autre", "code": monde.programme.code}
    with connecte(creer_compte(Role.CHARGEE_MISSION)) as client:
        reponse = client.post(reverse("programme_nouveau"), donnees)
    assert reponse.status_code == 422 and 'href="#id_code"' in reponse.content.decode()


def test_creer_deux_fois_le_meme_formulaire_ne_cree_qu_une_action(
    monde: Monde, connecte: Callable[..., Any]
) -> None:
    avant = Action.objects.count()
    donnees = {"intitule": "Une seule", "axe": monde.place.axe_id, "envoi": "c" * 32}
    with connecte() as client:
        for _ in range(2):
            client.post(reverse("action_nouvelle", args=[monde.programme.code]), donnees)
    assert Action.objects.count() == avant + 1


def test_un_avenant_dit_ce_qu_il_modifie(monde: Monde, connecte: Callable[..., Any]) -> None:
    adresse = reverse("acte_nouveau", args=[monde.programme.code])
    with connecte() as client:
        client.post(adresse, {"genre": "convention", "intitule": "Convention 2022", "signe_le": "2022-01-10"})
        convention = Acte.objects.get()
        avenant = {"genre": "avenant", "intitule": "Avenant 1"}
        assert client.post(adresse, avenant).status_code == 422
        assert client.post(adresse, avenant | {"modifie": str(convention.pk)}).status_code == 302
    assert Acte.objects.get(genre="avenant").modifie == convention


def test_clore_puis_rouvrir(monde: Monde, connecte: Callable[..., Any]) -> None:
    adresse = reverse("exercice_cloture", kwargs=monde.periode())
    with connecte() as client:
        client.post(adresse)
        assert Exercice.objects.get(pk=monde.exercice.pk).clos_le is not None
        client.post(adresse)
    assert Exercice.objects.get(pk=monde.exercice.pk).clos_le is None


def test_rattacher_un_organisme_nouveau_puis_le_retirer(monde: Monde, connecte: Callable[..., Any]) -> None:
    adresse = reverse("action_organismes", kwargs=monde.adresse())
    with connecte() as client:
        assert client.post(adresse, {"role": "partenaire"}).status_code == 422
        client.post(adresse, {"role": "partenaire", "nouvelle": "Association d'essai"})
        lien = monde.place.action.organisations.get(role="partenaire")
        client.post(reverse("organisme_retirer", kwargs=monde.adresse(lien=lien.pk)))
    assert not monde.place.action.organisations.filter(role="partenaire").exists()
    assert Organisation.objects.filter(nom="Association d'essai").count() == 1


def test_modifier_le_cadre(monde: Monde, connecte: Callable[..., Any]) -> None:
    donnees = {"intitule": "Nouvel intitulé", "parite_niveau": "aucun", "parite_base": "participation"}
    with connecte() as client:
        reponse = client.post(reverse("programme_modifier", args=[monde.programme.code]), donnees)
    assert reponse.status_code == 302
    assert Programme.objects.get(pk=monde.programme.pk).intitule == "Nouvel intitulé"

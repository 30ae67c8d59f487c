"""Saisir montants et chiffres : vide, zéro et « en attente » ne se confondent pas."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from jalon.mesure.chiffres.models import Chiffre
from jalon.pilotage.bilans.models import FicheBilan
from jalon.pilotage.finances.models import Depense
from jalon.pilotage.programmes.models import SerieAction
from tests.web.conftest import Monde

pytestmark = pytest.mark.django_db
PERIODE = {
    "libelle_periode": "Année 2022",
    "genre_periode": "annee",
    "debut": "2022-01-01",
    "fin": "2022-12-31",
}
DEPENSE = {"financeur": "etat", "etape": "paye", "statut": "renseigne", "libelle": "Essai de dépense"}


def saisir(monde: Monde, connecte: Callable[..., Any], montant: str, **suite: str) -> Any:
    with connecte() as client:
        return client.post(
            reverse("action_montant", kwargs=monde.adresse(genre="depense")),
            DEPENSE | {"montant": montant} | suite,
        )


@pytest.mark.parametrize(
    ("ecrit", "statut", "attendu"),
    [
        ("1 234,50 €", "renseigne", (Decimal("1234.50"), "renseigne")),
        ("0", "renseigne", (Decimal(0), "renseigne")),
        ("", "en_attente", (None, "en_attente")),
        ("", "sans_objet", (None, "sans_objet")),
    ],
)
def test_zero_est_un_montant_vide_n_en_est_pas_un(
    monde: Monde, connecte: Callable[..., Any], ecrit: str, statut: str, attendu: tuple[Any, str]
) -> None:
    assert saisir(monde, connecte, ecrit, statut=statut).status_code == 302
    depense = Depense.objects.get(libelle="Essai de dépense")
    assert (depense.montant, depense.statut) == attendu


@pytest.mark.parametrize(
    ("ecrit", "statut", "message"),
    [
        ("", "renseigne", "Écrivez un montant, ou dites pourquoi"),
        ("100", "en_attente", "Zéro est un montant"),
        ("abc", "renseigne", "pas un nombre"),
        ("1,234", "renseigne", "après la virgule"),
        ("9" * 15, "renseigne", "trop grand"),
    ],
)
def test_un_refus_revient_rempli_et_mene_au_champ(
    monde: Monde, connecte: Callable[..., Any], ecrit: str, statut: str, message: str
) -> None:
    reponse = saisir(monde, connecte, ecrit, statut=statut)
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert message in page and 'role="alert"' in page and 'href="#id_' in page
    assert "Essai de dépense" in page
    assert not Depense.objects.filter(libelle="Essai de dépense").exists()


def test_le_meme_formulaire_envoye_deux_fois_n_ajoute_qu_une_depense(
    monde: Monde, connecte: Callable[..., Any]
) -> None:
    adresse = reverse("action_montant", kwargs=monde.adresse(genre="depense"))
    donnees = DEPENSE | {"montant": "10", "envoi": "a" * 32}
    with connecte() as client:
        premier, second = client.post(adresse, donnees), client.post(adresse, donnees)
    assert premier.url == second.url
    assert Depense.objects.filter(libelle="Essai de dépense").count() == 1


def test_un_chiffre_dit_sa_periode_et_son_statut(monde: Monde, connecte: Callable[..., Any]) -> None:
    lien = SerieAction.objects.filter(action=monde.place.action_id).order_by("ordre").first()
    assert lien is not None
    adresse = reverse("chiffre_saisir", kwargs=monde.adresse(serie=lien.serie_id))
    with connecte() as client:
        assert client.get(adresse).status_code == 200
        refuse = client.post(adresse, PERIODE | {"valeur": "5", "statut": "en_attente"})
        assert refuse.status_code == 422 and "n&#x27;a pas de valeur" in refuse.content.decode()
        assert client.post(adresse, PERIODE | {"valeur": "0", "statut": "compte"}).status_code == 302
    chiffre = Chiffre.objects.get(serie=lien.serie_id, debut__year=2022)
    assert chiffre.valeur == 0 and chiffre.provenance == "saisie"


def test_l_etat_vient_de_la_legende(monde: Monde, connecte: Callable[..., Any]) -> None:
    adresse = reverse("action_etat", kwargs=monde.adresse())
    with connecte() as client:
        assert client.post(adresse, {"etat": "inconnu"}).status_code == 422
        assert client.post(adresse, {"etat": "suspendue", "motif": "Travaux"}).status_code == 302
    assert FicheBilan.objects.get(action=monde.place.action_id).etat == "suspendue"


def test_un_indicateur_ajoute_apparait_dans_la_fiche(monde: Monde, connecte: Callable[..., Any]) -> None:
    donnees = {
        "libelle": "Personnes reçues à l'essai",
        "unite": "nombre",
        "unite_compte": "personne",
        "nature": "flux",
        "sens": "neutre",
    }
    with connecte() as client:
        reponse = client.post(reverse("action_indicateur", kwargs=monde.adresse()), donnees)
        assert reponse.status_code == 302
        page = client.get(reverse("action", kwargs=monde.adresse())).content.decode()
    assert "Personnes reçues à l&#x27;essai" in page

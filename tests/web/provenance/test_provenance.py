"""Toute valeur s'ouvre : d'où elle vient, où elle est imprimée ailleurs, comment la corriger et y revenir."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from jalon.mesure.chiffres.models import Chiffre
from jalon.pilotage.controles.models import Mention
from jalon.pilotage.finances.models import Contrepartie, Credit, Depense
from jalon.socle.acces.models import Compte
from jalon.socle.pieces.services import deposer_piece
from tests.fabriques import MentionFabrique
from tests.web.conftest import Monde

pytestmark = pytest.mark.django_db


def page(genre: str, reste: object, nom: str = "provenance") -> str:
    return reverse(nom, args=[genre, str(reste)])


@pytest.fixture
def depense(monde: Monde) -> Depense:
    return Depense.objects.get(action=monde.place.action_id)


@pytest.fixture
def mention(monde: Monde, depense: Depense, systeme: Compte) -> Mention:
    """La fiche imprimée dit 800 quand le tableau dit 900,25."""
    piece = deposer_piece(
        nom="rapport.txt",
        contenu="Action\tPrévu\tExécuté\nUn\t1\t2\nDeux\t3\t4".encode(),
        cloison=monde.programme.pk,
        acteur=systeme,
    )
    return MentionFabrique(
        exercice=monde.exercice,
        action=monde.place.action,
        piece=piece,
        tableau="fiche_execute",
        cle="etat",
        nombre=Decimal(800),
        texte="800 €",
        decimales=0,
        lieu={"tableau": "rapport", "ligne": "Deux", "colonne": "Exécuté", "ligne_fichier": 3},
    )


def test_chaque_genre_s_ouvre(monde: Monde, mention: Mention, connecte: Callable[..., Any]) -> None:
    objets = [Credit, Depense, Contrepartie]
    adresses = [
        page(m.__name__.lower(), m.objects.filter(exercice=monde.exercice).first().pk) for m in objets
    ]
    adresses += [page("chiffre", Chiffre.objects.first().pk), page("mention", mention.pk)]  # type: ignore[union-attr]
    with connecte() as client:
        for adresse in adresses:
            reponse = client.get(adresse)
            assert reponse.status_code == 200, adresse
            assert "D'où vient ce chiffre" in reponse.content.decode().replace("&#x27;", "'")


def test_un_total_liste_ses_lignes(monde: Monde, connecte: Callable[..., Any]) -> None:
    with connecte() as client:
        total = client.get(page("derive", f"{monde.exercice.pk}:total:recettes")).content.decode()
        solde = client.get(
            page("derive", f"{monde.exercice.pk}:{monde.place.action_id}:solde")
        ).content.decode()
    for place in monde.places:
        assert place.titre in total.replace("&#x27;", "'")
    assert "2\u00a0501,00\u00a0€" in total
    assert "350,25\u00a0€" in solde and "1\u00a0250,50\u00a0€" in solde and "900,25\u00a0€" in solde


@pytest.mark.parametrize(
    "reste", ["n'importe", "00000000-0000-0000-0000-000000000000:total:recettes", "x:y:z", "total"]
)
def test_une_adresse_fausse_n_existe_pas(connecte: Callable[..., Any], reste: str) -> None:
    with connecte() as client:
        for genre in ("derive", "credit", "chiffre", "mention", "inconnu", "section", "etat"):
            assert client.get(page(genre, reste)).status_code == 404


def test_une_case_imprimee_qui_differe_se_voit_et_se_retient(
    monde: Monde, depense: Depense, mention: Mention, connecte: Callable[..., Any]
) -> None:
    with connecte() as client:
        ouverte = client.get(page("depense", depense.pk)).content.decode()
        assert "800 €" in ouverte and "diffère" in ouverte
        donnees = {"mention": f"mention:{mention.pk}"}
        assert client.post(page("depense", depense.pk, "provenance_retenir"), donnees).status_code == 302
    depense.refresh_from_db()
    assert depense.montant == Decimal(800)


def test_l_extrait_montre_la_case_lue(mention: Mention, connecte: Callable[..., Any]) -> None:
    with connecte() as client:
        ouverte = client.get(page("mention", mention.pk)).content.decode()
    assert "<mark>4</mark>" in ouverte and "Exécuté" in ouverte


def test_corriger_puis_revenir(monde: Monde, depense: Depense, connecte: Callable[..., Any]) -> None:
    with connecte() as client:
        client.post(
            page("depense", depense.pk, "provenance_corriger"), {"montant": "700", "statut": "renseigne"}
        )
        depense.refresh_from_db()
        assert depense.montant == Decimal(700)
        premier = depense.events.order_by("pgh_id").first()
        client.post(page("depense", depense.pk, "provenance_revenir"), {"evenement": premier.pgh_id})
    depense.refresh_from_db()
    assert depense.montant == Decimal("900.25")
    assert depense.events.count() == 3


def test_ecarter_une_mention_demande_un_motif(
    monde: Monde, mention: Mention, connecte: Callable[..., Any]
) -> None:
    adresse = page("mention", mention.pk, "provenance_corriger")
    with connecte() as client:
        assert client.post(adresse, {"motif": ""}).status_code == 422
        assert client.post(adresse, {"motif": "coquille"}).status_code == 302
    mention.refresh_from_db()
    assert mention.ecartee_le is not None and mention.motif == "coquille"


def test_un_total_ne_se_corrige_pas(monde: Monde, connecte: Callable[..., Any]) -> None:
    with connecte() as client:
        adresse = page("derive", f"{monde.exercice.pk}:total:recettes", "provenance_corriger")
        assert client.get(adresse).status_code == 404


def test_section_et_etat_menent_a_la_fiche(monde: Monde, connecte: Callable[..., Any]) -> None:
    with connecte() as client:
        reponse = client.get(page("section", f"{monde.place.pk}:bilan"))
    assert reponse.status_code == 302 and reponse.url.endswith("#section-bilan")

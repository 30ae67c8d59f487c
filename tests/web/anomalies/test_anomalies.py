"""Lire, filtrer, emporter, dispenser, corriger les anomalies ; rien ne se corrige seul."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from jalon.pilotage.controles.models import Dispense, Mention
from jalon.pilotage.controles.rapport import Anomalie, Certitude, Gravite, ValeurCitee
from jalon.pilotage.controles.regles import catalogue
from jalon.pilotage.controles.releve import Lieu
from jalon.pilotage.controles.selectors import rapport_controle
from jalon.pilotage.finances.models import Depense
from jalon.pilotage.provenance.services import memes_grandeurs, retenir_valeur
from jalon.socle.acces.models import Compte
from jalon.web.anomalies.liste import code_de, lister
from tests.fabriques import MentionFabrique, PieceFabrique
from tests.web.conftest import Monde

pytestmark = pytest.mark.django_db


@pytest.fixture
def total_faux(monde: Monde) -> Mention:
    """Un total de recettes imprimé, faux de 100 €."""
    piece = PieceFabrique(cloison=monde.programme.pk)
    return MentionFabrique(
        exercice=monde.exercice,
        piece=piece,
        cle="total:1",
        role="recettes",
        titre="TOTAL",
        nombre=Decimal("2601.00"),
        decimales=2,
        lieu={"tableau": "crédits", "ligne": "TOTAL", "colonne": "Recettes"},
        details={"actions": [str(place.action_id) for place in monde.places]},
    )


def adresse(monde: Monde, nom: str = "anomalies", **suite: Any) -> str:
    return reverse(nom, kwargs=monde.periode(**suite))


def codes(monde: Monde) -> list[str]:
    return [a.code for a in lister(rapport_controle(monde.programme, monde.exercice))]


def test_un_total_faux_se_voit_avec_ses_deux_valeurs(
    monde: Monde, total_faux: Mention, connecte: Callable[..., Any]
) -> None:
    with connecte() as client:
        page = client.get(adresse(monde)).content.decode()
    assert "2\u00a0601,00\u00a0€" in page and "2\u00a0501,00\u00a0€" in page
    assert f"/provenance/mention/{total_faux.pk}/" in page


def test_les_filtres_sont_dans_l_adresse(
    monde: Monde, total_faux: Mention, connecte: Callable[..., Any]
) -> None:
    with connecte() as client:
        toutes = client.get(adresse(monde), {"gravite": "erreur"}).content.decode()
        aucune = client.get(adresse(monde), {"objet": "Rien de tel"}).content.decode()
        morceau = client.get(adresse(monde), HTTP_HX_REQUEST="true").content.decode()
    assert "anomalie-" in toutes
    assert "Aucune anomalie ne répond" in aucune
    assert "<html" not in morceau and 'id="resultat"' in morceau


@pytest.mark.parametrize("format_", ["csv", "ods"])
def test_la_liste_s_emporte(
    monde: Monde, total_faux: Mention, connecte: Callable[..., Any], format_: str
) -> None:
    with connecte() as client:
        reponse = client.get(adresse(monde, "anomalies_export", format=format_))
        assert client.get(adresse(monde, "anomalies_export", format="exe")).status_code == 404
    assert reponse["Content-Disposition"].endswith(f'.{format_}"')
    if format_ == "csv":
        assert "2\u00a0601,00" in reponse.content.decode("utf-8-sig")


def test_une_dispense_a_un_motif_et_se_retire(
    monde: Monde, total_faux: Mention, connecte: Callable[..., Any]
) -> None:
    (code, *_) = codes(monde)
    with connecte() as client:
        assert client.post(adresse(monde, "dispense", cle=code), {"motif": "  "}).status_code == 422
        assert not Dispense.objects.exists()
        assert (
            client.post(adresse(monde, "dispense", cle=code), {"motif": "Arrondi admis"}).status_code == 302
        )
        assert "Arrondi admis" in client.get(adresse(monde), {"dispensees": "1"}).content.decode()
        client.post(adresse(monde, "dispense_retirer", cle=code))
    assert not Dispense.objects.exists()


def test_une_somme_ne_propose_pas_de_retenir(
    monde: Monde, total_faux: Mention, connecte: Callable[..., Any]
) -> None:
    (code, *_) = codes(monde)
    with connecte() as client:
        page = client.get(adresse(monde, "anomalie_retenir", cle=code)).content.decode()
    assert "Ouvrir cette case" in page and 'name="valeur"' not in page


def test_ecarter_le_total_imprime_fait_taire_l_anomalie(
    monde: Monde, total_faux: Mention, connecte: Callable[..., Any]
) -> None:
    assert codes(monde)
    with connecte() as client:
        client.post(
            reverse("provenance_corriger", args=["mention", total_faux.pk]),
            {"motif": "le total déduit est juste"},
        )
    assert not codes(monde)


def test_une_anomalie_disparue_ramene_a_la_liste(monde: Monde, connecte: Callable[..., Any]) -> None:
    with connecte() as client:
        reponse = client.get(adresse(monde, "dispense", cle="absente"), follow=True)
    assert "n&#x27;existe plus" in reponse.content.decode()


def opposer(a: ValeurCitee, b: ValeurCitee, operateur: str = "egalite") -> Anomalie:
    regle = next(r for r in catalogue() if r.operateur == operateur)
    ecart = a.valeur - b.valeur if isinstance(a.valeur, Decimal) and isinstance(b.valeur, Decimal) else None
    return Anomalie(
        regle.code,
        regle.famille,
        Gravite.AVERTISSEMENT,
        Certitude.PROBABLE,
        "essai",
        "essai",
        "objet",
        (a, b),
        ecart,
    )


def citer(valeur: Decimal | None, cible: str) -> ValeurCitee:
    return ValeurCitee("case", valeur, Lieu(cible=cible), "€")


def test_retenir_ecrit_la_base_ou_ecarte_la_mention(monde: Monde, systeme: Compte) -> None:
    depense = Depense.objects.get(action=monde.place.action_id)
    mention = MentionFabrique(
        exercice=monde.exercice,
        action=monde.place.action,
        nombre=Decimal(800),
        tableau="fiche_execute",
        cle="etat",
    )
    anomalie = opposer(
        citer(depense.montant, f"depense:{depense.pk}"), citer(Decimal(800), f"mention:{mention.pk}")
    )
    assert memes_grandeurs(anomalie)
    retenir_valeur(anomalie=anomalie, rang=0, acteur=systeme)
    mention.refresh_from_db()
    assert mention.ecartee_le is not None
    retenir_valeur(anomalie=anomalie, rang=1, acteur=systeme)
    depense.refresh_from_db()
    assert depense.montant == Decimal(800)


def test_on_ne_retient_ni_une_borne_ni_un_total(monde: Monde, systeme: Compte) -> None:
    depense = Depense.objects.get(action=monde.place.action_id)
    cible = f"depense:{depense.pk}"
    borne = opposer(citer(Decimal(9), cible), citer(Decimal(5), "chiffre:x"), operateur="au_plus")
    total = opposer(citer(Decimal(9), cible), citer(Decimal(5), f"derive:{monde.exercice.pk}:total:recettes"))
    for anomalie in (borne, total):
        with pytest.raises(ValidationError):
            retenir_valeur(anomalie=anomalie, rang=0, acteur=systeme)
    depense.refresh_from_db()
    assert depense.montant == Decimal("900.25")


def test_le_code_d_une_anomalie_ne_depend_pas_de_sa_valeur() -> None:
    avant = opposer(citer(Decimal(1), "depense:a"), citer(Decimal(2), "mention:b"))
    apres = opposer(citer(Decimal(3), "depense:a"), citer(Decimal(4), "mention:b"))
    assert code_de(avant) == code_de(apres)

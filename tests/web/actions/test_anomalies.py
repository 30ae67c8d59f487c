"""Les anomalies d'une action, sur sa fiche."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from jalon.pilotage.controles.models import Mention
from jalon.pilotage.controles.rapport import Anomalie, Certitude, Gravite, ValeurCitee
from jalon.pilotage.controles.releve import Lieu
from jalon.pilotage.controles.selectors import rapport_controle
from jalon.pilotage.controles.services import accorder_dispense
from jalon.pilotage.controles.touchees import CasesDAction, cases_d_action
from jalon.pilotage.finances.models import Credit
from jalon.socle.acces.models import Compte
from tests.fabriques import MentionFabrique, PieceFabrique
from tests.web.conftest import Monde

pytestmark = pytest.mark.django_db


def adresse(monde: Monde, rang: int = 0) -> str:
    return reverse("action_anomalies", kwargs=monde.periode(cle=monde.places[rang].numero))


@pytest.fixture
def recettes_fausses(monde: Monde) -> Mention:
    """Les recettes imprimées de la première action, fausses de 100 €."""
    return MentionFabrique(
        exercice=monde.exercice,
        action=monde.place.action,
        piece=PieceFabrique(cloison=monde.programme.pk),
        cle="ligne",
        role="recettes",
        titre=monde.place.titre,
        nombre=Decimal("1350.50"),
        decimales=2,
        lieu={"tableau": "crédits", "ligne": monde.place.titre, "colonne": "Recettes"},
    )


def anomalie(objet: str, cible: str = "", gravite: Gravite = Gravite.ERREUR) -> Anomalie:
    valeur = ValeurCitee("case", Decimal(1), Lieu("crédits", cible=cible))
    return Anomalie("r", "f", gravite, Certitude.CERTAINE, "titre", "message", objet, (valeur,))


def test_la_fiche_charge_ses_anomalies_et_garde_un_lien_sans_script(
    monde: Monde, connecte: Callable[..., Any]
) -> None:
    with connecte() as client:
        page = client.get(reverse("action", kwargs=monde.adresse())).content.decode()
    assert f'hx-get="{adresse(monde)}"' in page
    assert f'href="{reverse("anomalies", kwargs=monde.periode())}"' in page


def test_une_erreur_certaine_se_voit_en_rouge_avec_sa_case(
    monde: Monde, recettes_fausses: Mention, connecte: Callable[..., Any]
) -> None:
    with connecte() as client:
        page = client.get(adresse(monde)).content.decode()
        autre = client.get(adresse(monde, 1)).content.decode()
    assert "encart faux" in page and f"/provenance/mention/{recettes_fausses.pk}/" in page
    assert str(recettes_fausses.pk) not in autre


def test_sans_anomalie_rien_ne_s_affiche(monde: Monde, connecte: Callable[..., Any]) -> None:
    with connecte() as client:
        page = client.get(adresse(monde)).content.decode()
    assert "encart faux" not in page


def test_une_anomalie_acceptee_ne_revient_pas_sur_la_fiche(
    monde: Monde, recettes_fausses: Mention, systeme: Compte, connecte: Callable[..., Any]
) -> None:
    for trouvee in rapport_controle(monde.programme, monde.exercice).anomalies:
        accorder_dispense(
            exercice=monde.exercice,
            regle=trouvee.regle,
            cle=trouvee.cle,
            titre=trouvee.titre,
            motif="Connue.",
            acteur=systeme,
        )
    with connecte() as client:
        assert "encart" not in client.get(adresse(monde)).content.decode()


def test_les_cases_d_une_action_ne_sont_pas_celles_d_une_autre(monde: Monde) -> None:
    premiere, seconde = (cases_d_action(place, monde.exercice) for place in monde.places)
    credit = Credit.objects.filter(action=monde.place.action_id).first()
    assert credit is not None
    citee = anomalie("TOTAL", f"credit:{credit.pk}")
    assert premiere.concernent(citee) and not seconde.concernent(citee)
    deduite = anomalie("TOTAL", f"derive:{monde.exercice.pk}:{monde.place.action_id}:solde")
    assert premiere.concernent(deduite) and not seconde.concernent(deduite)


@pytest.mark.parametrize(
    ("objet", "concerne"),
    [
        ("Fiche 1.1", True),
        ("Action 1.1", True),
        ("Fiche 1.1, « Nombre d'entrants »", True),
        ("Fiche 1.10", False),
        ("Fiche 1.1 bis", False),
        ("Fiche 2.1, « Fiche 1.1 »", False),
    ],
)
def test_le_nom_de_la_fiche_se_reconnait_en_entier(objet: str, concerne: bool) -> None:
    cases = CasesDAction(frozenset(), ("section:x:",), frozenset({"Fiche 1.1", "Action 1.1"}))
    assert cases.concernent(anomalie(objet)) is concerne

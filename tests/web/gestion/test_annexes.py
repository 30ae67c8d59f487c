"""Les annexes : mesures souscrites ou non, formules à confirmer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from jalon.pilotage.programmes.models import LigneAnnexe, SerieAction
from jalon.socle.acces.models import Compte
from jalon.socle.journal.selectors import histoire
from tests.fabriques import LigneAnnexeFabrique, MesureFabrique, programme_garni
from tests.web.conftest import Monde

pytestmark = pytest.mark.django_db


@pytest.fixture
def ligne(monde: Monde) -> LigneAnnexe:
    """Une ligne d'annexe dont la formule, proposée, additionne un indicateur de la première fiche."""
    lien = SerieAction.objects.filter(action=monde.place.action_id).order_by("id")[0]
    mesure = MesureFabrique(programme=monde.programme)
    return LigneAnnexeFabrique(mesure=mesure, formule={"somme": [str(lien.serie_id)]})


def adresse(monde: Monde, nom: str = "annexes", **suite: Any) -> str:
    return reverse(nom, kwargs={"code": monde.programme.code} | suite)


def test_la_gestion_dit_ce_qui_reste_a_confirmer(
    monde: Monde, ligne: LigneAnnexe, connecte: Callable[..., Any]
) -> None:
    with connecte() as client:
        page = client.get(adresse(monde, "gestion")).content.decode()
    assert "1 mesure d'annexe, 1 formule à confirmer" in page and adresse(monde) in page


def test_confirmer_puis_retirer_la_formule(
    monde: Monde, ligne: LigneAnnexe, connecte: Callable[..., Any]
) -> None:
    decider = adresse(monde, "formule_decider", ligne=ligne.pk)
    with connecte() as client:
        client.post(decider, {"geste": "confirmer"})
        ligne.refresh_from_db()
        assert ligne.confirmee_le is not None and ligne.formule
        assert "Formules confirmées" in client.get(adresse(monde)).content.decode()
        client.post(decider, {"geste": "retirer"})
    ligne.refresh_from_db()
    assert ligne.confirmee_le is None and ligne.formule == {}


def test_refuser_la_formule_ne_la_repropose_pas(
    monde: Monde, ligne: LigneAnnexe, connecte: Callable[..., Any]
) -> None:
    with connecte() as client:
        assert "Refuser" in client.get(adresse(monde)).content.decode()
        client.post(adresse(monde, "formule_decider", ligne=ligne.pk), {"geste": "refuser"})
        assert "Refuser" not in client.get(adresse(monde)).content.decode()


def test_confirmer_une_ligne_sans_formule_le_dit(
    monde: Monde, ligne: LigneAnnexe, connecte: Callable[..., Any]
) -> None:
    vide = LigneAnnexeFabrique(mesure=ligne.mesure)
    with connecte() as client:
        decider = adresse(monde, "formule_decider", ligne=vide.pk)
        page = client.post(decider, {"geste": "confirmer"}, follow=True).content.decode()
    vide.refresh_from_db()
    assert "Choisissez au moins une série." in page and vide.confirmee_le is None


def test_modifier_la_formule_la_confirme(
    monde: Monde, ligne: LigneAnnexe, connecte: Callable[..., Any]
) -> None:
    series = [str(lien.serie_id) for lien in SerieAction.objects.filter(action=monde.place.action_id)]
    page = adresse(monde, "formule", ligne=ligne.pk)
    with connecte() as client:
        assert client.post(page, {"series": []}).status_code == 422
        assert client.post(page, {"series": [series[1]]}).status_code == 302
    ligne.refresh_from_db()
    assert ligne.formule == {"somme": [series[1]]} and ligne.confirmee_le is not None


def test_la_serie_d_un_autre_programme_est_refusee(
    monde: Monde, ligne: LigneAnnexe, connecte: Callable[..., Any]
) -> None:
    ailleurs = SerieAction.objects.filter(action__programme=programme_garni(1).programme)[0]
    with connecte() as client:
        page = adresse(monde, "formule", ligne=ligne.pk)
        assert client.post(page, {"series": [str(ailleurs.serie_id)]}).status_code == 422
    ligne.refresh_from_db()
    assert ligne.confirmee_le is None


def test_dire_une_mesure_non_souscrite_puis_souscrite(
    monde: Monde, ligne: LigneAnnexe, chargee: Compte, connecte: Callable[..., Any]
) -> None:
    geste = adresse(monde, "mesure_souscrire", mesure=ligne.mesure_id)
    with connecte(chargee) as client:
        client.post(geste, {"souscrite": "0"})
        ligne.mesure.refresh_from_db()
        assert not ligne.mesure.souscrite
        assert "non souscrite" in client.get(adresse(monde)).content.decode()
        client.post(geste, {"souscrite": "1"})
    ligne.mesure.refresh_from_db()
    assert ligne.mesure.souscrite
    derniere = histoire(ligne.mesure)[0]
    assert (derniere.verbe, derniere.qui) == ("modifier_mesure", chargee.nom)
    assert [champ.nom for champ in derniere.champs] == ["souscrite"]

"""Qui ouvre quoi : chaque adresse × chaque rôle × visiteur × compte d'un autre programme.

La table dit tout ; une adresse qui n'y est pas fait échouer l'essai.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from jalon.mesure.entrepot.copie import Entrepot
from jalon.socle.acces.enums import ROLES_DOSSIERS, Role
from jalon.socle.acces.models import Compte
from jalon.socle.acces.selectors import compte_systeme
from tests.fabriques import programme_garni
from tests.web.conftest import Dossiers, Monde
from tests.web.objets_droits import CLE_ABSENTE, arguments_de
from tests.web.table_droits import COMPTE, FERMEE, PUBLIC, TABLE

pytestmark = pytest.mark.django_db


def noms_des_adresses(resolveur: URLResolver | None = None) -> Iterator[str]:
    for motif in (resolveur or get_resolver()).url_patterns:
        if isinstance(motif, URLResolver):
            yield from noms_des_adresses(motif)
        elif isinstance(motif, URLPattern):
            yield motif.name or f"sans nom : {motif.pattern}"


def test_toute_adresse_est_dans_la_table() -> None:
    assert set(noms_des_adresses()) == set(TABLE)


@pytest.fixture(scope="module")
def arguments(monde_du_fichier: Monde, dossiers_du_fichier: Dossiers) -> dict[str, dict[str, Any]]:
    return arguments_de(monde_du_fichier, compte_systeme(), dossiers_du_fichier)


@pytest.fixture(scope="module")
def entrepot_du_fichier(tmp_path_factory: pytest.TempPathFactory) -> Entrepot:
    return Entrepot(tmp_path_factory.mktemp("entrepot"))


@pytest.fixture(autouse=True)
def entrepot_neuf(monkeypatch: pytest.MonkeyPatch, entrepot_du_fichier: Entrepot) -> None:
    """Une copie pour tous les rôles : ce qu'elle compte n'importe pas ici."""
    monkeypatch.setattr("jalon.mesure.indicateurs.moteurs.entrepot", lambda: entrepot_du_fichier)


def adresses(arguments: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {nom: reverse(nom, kwargs=arguments.get(nom, {})) for nom in TABLE}


def vers_la_connexion(reponse: Any) -> bool:
    return reponse.status_code == 302 and reponse.url.startswith(reverse("account_login"))


@pytest.mark.ignore_template_errors  # les gabarits d'allauth citent des variables absentes
@pytest.mark.parametrize("role", list(Role))
def test_chaque_role_ouvre_ce_que_la_table_dit(
    role: Role,
    arguments: dict[str, dict[str, Any]],
    connecte: Callable[..., Any],
    agent: Callable[..., Compte],
    dossiers: Dossiers,
) -> None:
    ecarts = []
    restreint = role in ROLES_DOSSIERS and role != Role.GESTIONNAIRE_DROITS
    with connecte(agent(role, dossiers.une) if restreint else role) as client:
        for nom, adresse in adresses(arguments).items():
            if nom == "account_logout":
                continue
            ouverture, portee = TABLE[nom]
            statut = client.get(adresse).status_code
            permise = ouverture in (COMPTE, PUBLIC) or (ouverture != FERMEE and role in ouverture)
            attendus = {200, 302, 405} if permise else {403}
            if permise and (portee == "personnel" or CLE_ABSENTE in adresse or ouverture == PUBLIC):
                attendus |= {404}
            if statut not in attendus:
                ecarts.append(f"{nom} : {statut} au lieu de {sorted(attendus)}")
    assert not ecarts


def test_un_visiteur_ne_voit_que_le_public(
    arguments: dict[str, dict[str, Any]], connecte: Callable[..., Any]
) -> None:
    ecarts = []
    with connecte(None) as client:
        for nom, adresse in adresses(arguments).items():
            ouverture, _ = TABLE[nom]
            for reponse in (client.get(adresse), client.post(adresse)):
                if nom == "rappel_sms":  # ouverte à tous, elle n'écoute que le fournisseur qui signe
                    conforme = reponse.status_code in (403, 405)
                elif ouverture == PUBLIC:
                    conforme = reponse.status_code in (200, 302, 404, 405)
                else:
                    conforme = (
                        reponse.status_code == 403 if ouverture == FERMEE else vers_la_connexion(reponse)
                    )
                if not conforme:
                    ecarts.append(f"{nom} : {reponse.status_code}")
    assert not ecarts


@pytest.mark.parametrize("role", [Role.CHARGEE_MISSION, Role.PILOTE, Role.DIRECTION])
def test_hors_du_programme_rien_n_existe(
    role: Role,
    arguments: dict[str, dict[str, Any]],
    compte: Callable[..., Compte],
    connecte: Callable[..., Any],
) -> None:
    """404, pour lire comme pour écrire : pas même un refus, qui dirait que l'objet existe."""
    etranger = compte(role, programme=programme_garni(1).programme)
    ecarts = []
    with connecte(etranger) as client:
        for nom, adresse in adresses(arguments).items():
            ouverture, portee = TABLE[nom]
            if portee != "objet" or role not in ouverture:
                continue
            for reponse in (client.get(adresse), client.post(adresse)):
                if reponse.status_code not in (404, 405):
                    ecarts.append(f"{reponse.wsgi_request.method} {nom} : {reponse.status_code}")
    assert not ecarts


@pytest.mark.parametrize("role", ROLES_DOSSIERS)
def test_hors_du_perimetre_aucun_dossier(
    role: Role,
    arguments: dict[str, dict[str, Any]],
    agent: Callable[..., Compte],
    dossiers: Dossiers,
    connecte: Callable[..., Any],
) -> None:
    """La personne d'un autre territoire, d'une autre structure, d'un autre référent n'existe pas (404).

    Le flux est celui du département entier : un gestionnaire d'un territoire n'y entre pas (403).
    """
    ecarts = []
    with connecte(agent(role, dossiers.autre)) as client:
        for nom, adresse in adresses(arguments).items():
            ouverture, portee = TABLE[nom]
            if portee not in ("dossier", "flux") or role not in ouverture:
                continue
            permis = (403,) if portee == "flux" else (404, 405)
            for reponse in (client.get(adresse), client.post(adresse)):
                if reponse.status_code not in permis and reponse.status_code != 405:
                    ecarts.append(f"{reponse.wsgi_request.method} {nom} : {reponse.status_code}")
    assert not ecarts


def test_un_pilote_n_ecrit_que_dans_ses_actions(
    monde: Monde, arguments: dict[str, dict[str, Any]], connecte: Callable[..., Any]
) -> None:
    autre = monde.periode(cle=monde.places[1].numero)
    with connecte(Role.PILOTE) as client:
        assert client.get(reverse("action", kwargs=autre)).status_code == 200
        for nom, suite in (
            ("section", {"type": "bilan"}),
            ("action_etat", {}),
            ("action_montant", {"genre": "depense"}),
        ):
            assert client.get(reverse(nom, kwargs=autre | suite)).status_code == 403
            assert client.post(reverse(nom, kwargs=autre | suite)).status_code == 403


def test_sans_habilitation_rien(
    arguments: dict[str, dict[str, Any]], creer_compte: Any, connecte: Any
) -> None:
    with connecte(creer_compte()) as client:
        for nom, adresse in adresses(arguments).items():
            ouverture, _ = TABLE[nom]
            if isinstance(ouverture, frozenset):
                assert client.get(adresse).status_code == 403, nom

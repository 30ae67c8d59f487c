"""Toutes les adresses du site, rejouées pour tous les rôles : chacun n'ouvre que ce qui lui est déclaré."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, get_resolver
from django.urls.converters import IntConverter, UUIDConverter

from jalon.socle.acces.autorisation import PUBLIC, TOUT_COMPTE, VUES_DES_BIBLIOTHEQUES, autorisation_de
from jalon.socle.acces.enums import Role

FERMEES = {
    "account_signup",
    "account_email",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_confirm_login_code",
    "account_signup_by_passkey",
}
"""Vues d'allauth que personne n'ouvre ici."""


def adresses() -> Iterator[tuple[str, str, object]]:
    """(nom, adresse avec des valeurs quelconques, vue) de chaque adresse du site."""

    def parcourir(motifs, prefixe, convertisseurs):
        for motif in motifs:
            if isinstance(motif, URLPattern):
                tous = convertisseurs | motif.pattern.converters
                yield motif.name or "", prefixe + _remplir(motif.pattern, tous), motif.callback
            else:
                tous = convertisseurs | motif.pattern.converters
                yield from parcourir(motif.url_patterns, prefixe + _remplir(motif.pattern, tous), tous)

    yield from parcourir(get_resolver().url_patterns, "/", {})


def _remplir(motif, convertisseurs) -> str:
    route = str(motif)
    if not hasattr(motif, "_route"):  # expression régulière d'allauth
        return "quelconque/"
    for nom, convertisseur in convertisseurs.items():
        valeur = "x"
        if isinstance(convertisseur, UUIDConverter):
            valeur = str(uuid.UUID(int=7))
        elif isinstance(convertisseur, IntConverter):
            valeur = "7"
        for genre in ("", "str:", "int:", "uuid:", "slug:", "path:"):
            route = route.replace(f"<{genre}{nom}>", valeur)
    return route


TOUTES = list(adresses())


def test_chaque_adresse_dit_qui_peut_l_ouvrir():
    muettes = {nom or adresse for nom, adresse, vue in TOUTES if autorisation_de(vue, nom) is None}
    assert muettes <= FERMEES
    assert len(TOUTES) > len(VUES_DES_BIBLIOTHEQUES)


def test_les_vues_des_bibliotheques_declarees_existent():
    assert set(VUES_DES_BIBLIOTHEQUES) <= {nom for nom, _, _ in TOUTES}


@pytest.mark.django_db
@pytest.mark.ignore_template_errors
@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role.value if role else "sans-habilitation")
def test_chaque_role_n_ouvre_que_les_siennes(client, creer_compte, role):
    client.force_login(creer_compte(*[role] if role else []))
    client.raise_request_exception = False
    fautes = []
    for nom, adresse, vue in TOUTES:
        autorisation = autorisation_de(vue, nom)
        if "quelconque" in adresse or nom == "account_logout":
            continue
        ouverte = autorisation in (PUBLIC, TOUT_COMPTE) or (autorisation is not None and role in autorisation)
        refusee = client.get(adresse).status_code == 403
        if refusee == ouverte:
            fautes.append((nom, adresse, "refusée" if refusee else "ouverte"))
    assert fautes == []


@pytest.mark.django_db
@pytest.mark.ignore_template_errors
def test_un_visiteur_n_ouvre_que_le_public(client):
    client.raise_request_exception = False
    fautes = []
    for nom, adresse, vue in TOUTES:
        autorisation = autorisation_de(vue, nom)
        if autorisation == PUBLIC or "quelconque" in adresse:
            continue
        reponse = client.get(adresse)
        vers_connexion = reponse.status_code == 302 and reponse.url.startswith("/compte/login/")
        if not (vers_connexion or (autorisation is None and reponse.status_code == 403)):
            fautes.append((nom, adresse, reponse.status_code))
    assert fautes == []

"""Qui peut ouvrir quelle adresse. Par défaut : personne.

Chaque vue déclare ses rôles (`@autorise(Role.PILOTE, …)`), ou `@tout_compte`, ou `@public`. Les vues des
bibliothèques, qu'on ne peut pas décorer, sont dans `VUES_DES_BIBLIOTHEQUES`. Une vue sans déclaration
répond 403.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from jalon.socle.acces.enums import Role
from jalon.socle.acces.selectors import doit_activer_double_authentification, roles_de

PUBLIC = "public"
TOUT_COMPTE = "tout_compte"

Vue = TypeVar("Vue", bound=Callable[..., Any])
Autorisation = str | frozenset[Role]

VUES_DES_BIBLIOTHEQUES: dict[str, Autorisation] = {
    "account_login": PUBLIC,
    "account_logout": TOUT_COMPTE,
    "account_inactive": PUBLIC,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "account_change_password": TOUT_COMPTE,
    "account_set_password": TOUT_COMPTE,
    "account_reauthenticate": TOUT_COMPTE,
    "mfa_authenticate": PUBLIC,
    "mfa_reauthenticate": TOUT_COMPTE,
    "mfa_index": TOUT_COMPTE,
    "mfa_activate_totp": TOUT_COMPTE,
    "mfa_deactivate_totp": TOUT_COMPTE,
    "mfa_view_recovery_codes": TOUT_COMPTE,
    "mfa_generate_recovery_codes": TOUT_COMPTE,
    "mfa_download_recovery_codes": TOUT_COMPTE,
}
"""Vues d'allauth ouvertes, par nom d'adresse. Toute autre (inscription, courriels…) reste fermée."""

SANS_DOUBLE_AUTHENTIFICATION = ("account_", "mfa_")
"""Préfixes des adresses qu'un compte ouvre avant d'avoir activé sa double authentification."""


def autorise(*roles: Role) -> Callable[[Vue], Vue]:
    """Déclare les rôles qui peuvent ouvrir la vue."""
    if not roles:
        raise TypeError("autorise() demande au moins un rôle ; @tout_compte ouvre à tous les comptes.")
    return _declarer(frozenset(roles))


def tout_compte(vue: Vue) -> Vue:
    """Ouvre la vue à tout compte connecté, avec ou sans habilitation."""
    return _declarer(TOUT_COMPTE)(vue)


def public(vue: Vue) -> Vue:
    """Ouvre la vue à tous, sans connexion."""
    return _declarer(PUBLIC)(vue)


def autorisation_de(vue: Callable[..., Any], nom: str | None = None) -> Autorisation | None:
    """Déclaration d'une vue, ou `None` si elle n'en a pas (elle est alors fermée)."""
    declaree = getattr(vue, "autorisation", None)
    if declaree is None:
        declaree = getattr(getattr(vue, "view_class", None), "autorisation", None)
    return declaree if declaree is not None else VUES_DES_BIBLIOTHEQUES.get(nom or "")


def _declarer(autorisation: Autorisation) -> Callable[[Vue], Vue]:
    def decorateur(vue: Vue) -> Vue:
        if isinstance(vue, type):
            vue.autorisation = autorisation  # type: ignore[attr-defined]
            return vue

        @wraps(vue)
        def declaree(*args: Any, **kwargs: Any) -> Any:
            return vue(*args, **kwargs)

        declaree.autorisation = autorisation  # type: ignore[attr-defined]
        return declaree  # type: ignore[return-value]

    return decorateur


class AutorisationMiddleware:
    """Refuse toute vue qui ne déclare pas qui peut l'ouvrir, et toute personne qui n'en est pas.

    Pose `request.roles` : les rôles en vigueur aujourd'hui du compte connecté.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.roles = roles_de(request.user)  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, vue: Callable[..., Any], args: Iterable[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        nom = request.resolver_match.view_name if request.resolver_match else None
        autorisation = autorisation_de(vue, nom)
        if autorisation == PUBLIC:
            return None
        if autorisation is None:
            raise PermissionDenied("Cette page n'est ouverte à personne.")
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not (nom or "").startswith(SANS_DOUBLE_AUTHENTIFICATION) and doit_activer_double_authentification(
            request.user
        ):
            return redirect("mfa_activate_totp")
        if autorisation != TOUT_COMPTE and not autorisation & request.roles:  # type: ignore[attr-defined]
            raise PermissionDenied("Votre compte n'a pas accès à cette page.")
        return None

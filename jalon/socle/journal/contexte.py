"""Qui fait quoi : le contexte que les déclencheurs d'histoire écrivent à côté de chaque changement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pghistory
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from jalon.socle.base.contexte import AvecCle


@contextmanager
def acte(verbe: str, acteur: AvecCle, **details: str | int | UUID) -> Iterator[None]:
    """Transaction d'une écriture : tout changement fait dans le bloc porte ce verbe et cet acteur.

    `details` ne contient que des clés et des codes, jamais un nom ni une valeur saisie.
    """
    precis: dict[str, Any] = {cle: str(valeur) for cle, valeur in details.items()}
    with transaction.atomic(), pghistory.context(verbe=verbe, acteur=str(acteur.pk), **precis):
        yield


class JournalMiddleware:
    """Attache le compte connecté aux changements faits hors d'un service (connexion, mot de passe)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in ("GET", "HEAD", "OPTIONS") or not request.user.is_authenticated:
            return self.get_response(request)
        with pghistory.context(acteur=str(request.user.pk)):
            return self.get_response(request)

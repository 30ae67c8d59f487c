"""Qui fait quoi : le contexte que les déclencheurs d'histoire écrivent à côté de chaque changement.

Les déclencheurs de pghistory lisent deux réglages de la transaction. Ils sont posés et retirés ici, plutôt
que par `pghistory.context`, qui les laisse jusqu'à la fin de la transaction et ne les pose pas avant un
`SELECT fonction()`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from jalon.socle.base.contexte import AvecCle

Reglages = tuple[str, str]

_acte_en_cours: ContextVar[bool] = ContextVar("acte_en_cours", default=False)


@contextmanager
def acte(verbe: str, acteur: AvecCle, **details: str | int | UUID) -> Iterator[None]:
    """Transaction d'une écriture : tout changement fait dans le bloc porte ce verbe et cet acteur.

    Dans un acte plus large (une reprise de document, par exemple), le verbe du plus large reste.
    `details` ne contient que des clés et des codes, jamais un nom ni une valeur saisie.
    """
    with transaction.atomic():
        if _acte_en_cours.get():
            yield
            return
        precisions = {cle: str(valeur) for cle, valeur in details.items()}
        jeton = _acte_en_cours.set(True)
        try:
            with _reglages({"verbe": verbe, "acteur": str(acteur.pk), **precisions}):
                yield
        finally:
            _acte_en_cours.reset(jeton)


class JournalMiddleware:
    """Attache le compte connecté aux changements faits hors d'un service (connexion, mot de passe)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD", "OPTIONS") and request.user.is_authenticated:
            _poser((str(uuid4()), json.dumps({"acteur": str(request.user.pk)})))
        return self.get_response(request)


@contextmanager
def _reglages(metadonnees: dict[str, str]) -> Iterator[None]:
    """Pose le contexte puis rend le précédent ; une exception le rend aussi, avec le point de reprise."""
    precedent = _lire()
    _poser((str(uuid4()), json.dumps(metadonnees)))
    yield
    _poser(precedent)


def _lire() -> Reglages:
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT coalesce(current_setting('pghistory.context_id', true), ''),"
            " coalesce(current_setting('pghistory.context_metadata', true), '')"
        )
        identifiant, metadonnees = curseur.fetchone()
    return identifiant, metadonnees


def _poser(reglages: Reglages) -> None:
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT set_config('pghistory.context_id', %s, true),"
            " set_config('pghistory.context_metadata', %s, true)",
            reglages,
        )

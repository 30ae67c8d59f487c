"""Le contexte de sécurité : quel compte agit, dit à la base pour la durée d'une transaction.

La base ne montre que ce que ce compte peut voir ; sans contexte, rien. Le contexte ne survit pas à la
transaction : il est posé avec `set_config(…, true)`, donc toujours dans un bloc `atomic`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol
from uuid import UUID

from django.db import connection, transaction
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase


class AvecCle(Protocol):
    """Un compte : seule sa clé compte ici."""

    pk: UUID


def poser_compte(cle: UUID | None) -> None:
    """Dit à la base quel compte agit, jusqu'à la fin de la transaction. `None` efface le contexte."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT set_config('jalon.compte', %s, true)", [str(cle or "")])


def compte_courant() -> UUID | None:
    """Clé du compte posé dans cette transaction, lue dans la base."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT current_setting('jalon.compte', true)")
        (valeur,) = curseur.fetchone()
    return UUID(valeur) if valeur else None


@contextmanager
def contexte_compte(compte: AvecCle | None) -> Iterator[None]:
    """Transaction où `compte` agit ; le contexte précédent revient à la sortie (tâches, commandes, tests)."""
    with transaction.atomic():
        precedent = compte_courant()
        poser_compte(compte.pk if compte else None)
        yield
        poser_compte(precedent)


class TransactionMiddleware:
    """Le plus externe : une transaction autour de la requête entière, rendu des gabarits compris.

    Une réponse 5xx annule tout ; une exception levée par une vue (404, 403…) annule ce que la vue a écrit,
    par le point de reprise que `ATOMIC_REQUESTS` pose autour d'elle. Une réponse diffusée en continu est
    produite après la fin de la requête : sa lecture rouvre une transaction et le contexte du compte.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with transaction.atomic():
            reponse = self.get_response(request)
            if reponse.status_code >= 500:
                transaction.set_rollback(True)
        if isinstance(reponse, StreamingHttpResponse) and not isinstance(reponse, FileResponse):
            cle = getattr(request, "compte_du_contexte", None)
            reponse.streaming_content = _sous_contexte(iter(reponse), cle)
        return reponse


class ContexteMiddleware:
    """Après l'authentification : pose le compte de la session dans la transaction ouverte."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        cle = request.user.pk if request.user.is_authenticated else None
        request.compte_du_contexte = cle  # type: ignore[attr-defined]
        if cle:
            poser_compte(cle)
        return self.get_response(request)


def _sous_contexte(morceaux: Iterable[bytes], cle: UUID | None) -> Iterator[bytes]:
    with transaction.atomic():
        poser_compte(cle)
        yield from morceaux

"""Un formulaire envoyé deux fois n'agit qu'une fois."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect

CLE_SESSION = "envois"
ENVOIS_GARDES = 30


def envoye(request: HttpRequest) -> QueryDict | None:
    """Ce que le formulaire envoie, même vide ; `None` quand la page s'ouvre seulement."""
    return request.POST if request.method == "POST" else None


def une_seule_fois(vue: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mène un second envoi du même formulaire là où le premier a mené, sans refaire l'écriture.

    Le verrou dure la transaction de la requête : deux envois simultanés se suivent, et le second relit la
    session enregistrée par le premier.
    """

    @wraps(vue)
    def enveloppe(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        jeton = request.POST.get("envoi", "")
        if request.method != "POST" or not jeton:
            return vue(request, *args, **kwargs)
        _verrouiller(jeton)
        suite = _envois_enregistres(request).get(jeton)
        if suite:
            return redirect(suite)
        reponse = vue(request, *args, **kwargs)
        if isinstance(reponse, HttpResponseRedirect):
            _retenir(request, jeton, reponse.url)
        return reponse

    return enveloppe


def _verrouiller(jeton: str) -> None:
    with connection.cursor() as curseur:
        curseur.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [jeton])


def _envois_enregistres(request: HttpRequest) -> dict[str, str]:
    session = type(request.session)(request.session.session_key)
    return session.get(CLE_SESSION, {})


def _retenir(request: HttpRequest, jeton: str, adresse: str) -> None:
    envois = {**request.session.get(CLE_SESSION, {}), jeton: adresse}
    request.session[CLE_SESSION] = dict(list(envois.items())[-ENVOIS_GARDES:])

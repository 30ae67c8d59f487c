"""Ce que tous les écrans du flux partagent : qui peut les ouvrir."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from jalon.parcours.personnes import selectors
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import Role

PAR_PAGE = 50


def gestion(vue: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Réserve la vue aux gestionnaires des droits de tout le département."""

    @autorise(Role.GESTIONNAIRE_DROITS)
    @wraps(vue)
    def gardee(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not selectors.gere_droits(request.user):
            raise PermissionDenied("Votre habilitation ne couvre pas tout le département.")
        return vue(request, *args, **kwargs)

    return gardee

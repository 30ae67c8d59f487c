"""L'adresse où le fournisseur de SMS dit ce que sont devenus les messages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from jalon.socle.acces.autorisation import public
from jalon.socle.messages.rappels import TAILLE_MAX, RappelForge, recevoir_rappel


@csrf_exempt
@public
@require_POST
def rappel_sms(request: HttpRequest) -> HttpResponse:
    """Garde l'accusé et répond 200, même à un rejeu ; 403 s'il est forgé, 413 s'il est énorme."""
    if len(request.body) > TAILLE_MAX:
        return HttpResponse("Corps trop grand.", status=413, content_type="text/plain; charset=utf-8")
    try:
        recevoir_rappel(
            request.body,
            horodatage=request.headers.get("X-Jalon-Horodatage", ""),
            signature=request.headers.get("X-Jalon-Signature", ""),
        )
    except RappelForge:
        return HttpResponse("Refusé.", status=403, content_type="text/plain; charset=utf-8")
    return HttpResponse("Reçu.", content_type="text/plain; charset=utf-8")

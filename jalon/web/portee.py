"""Ce que l'adresse désigne : programme, exercice, action. Hors de portée, la page n'existe pas (404)."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404

from jalon.pilotage.programmes import selectors
from jalon.pilotage.programmes.models import Exercice, PlaceAction, Programme


@dataclass(frozen=True, slots=True)
class Portee:
    """Programme et exercice d'une page ; `arguments` sert à fabriquer les adresses voisines."""

    programme: Programme
    exercice: Exercice

    @property
    def arguments(self) -> dict[str, str]:
        return {"code": self.programme.code, "exercice": self.exercice.code}


def programme_de(code: str) -> Programme:
    """Programme visible par le compte courant. Lève `Http404` sinon."""
    try:
        return selectors.programme_par_code(code)
    except ObjectDoesNotExist as erreur:
        raise Http404("Ce programme n'existe pas, ou il n'est pas dans votre périmètre.") from erreur


def portee_de(code: str, exercice: str) -> Portee:
    """Programme et exercice d'une adresse. Lève `Http404` si l'un manque ou n'est pas visible."""
    programme = programme_de(code)
    try:
        return Portee(programme, selectors.exercice_par_code(programme, exercice))
    except ObjectDoesNotExist as erreur:
        raise Http404(f"Ce programme n'a pas d'exercice « {exercice} ».") from erreur


def place_de(portee: Portee, cle: str) -> PlaceAction:
    """Action d'une adresse, par numéro ou identifiant de place. Lève `Http404` si elle manque."""
    try:
        return selectors.place_par_numero(portee.programme, portee.exercice, cle)
    except ObjectDoesNotExist as erreur:
        raise Http404(f"Cet exercice n'a pas d'action « {cle} ».") from erreur

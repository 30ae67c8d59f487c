"""Ce que l'adresse d'une action désigne, et ce que la personne peut y faire."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from jalon.pilotage.bilans.models import FicheBilan
from jalon.pilotage.bilans.services import ouvrir_fiche
from jalon.pilotage.programmes.acces import exiger, peut
from jalon.pilotage.programmes.models import Exercice, PlaceAction, Programme
from jalon.socle.acces.models import Compte
from jalon.web.portee import place_de, portee_de

DROITS_ACTION = (
    "rediger_fiche",
    "changer_etat",
    "saisir_chiffre",
    "saisir_credit",
    "saisir_depense",
    "saisir_contrepartie",
)


@dataclass
class PorteeAction:
    """Action d'un exercice, vue par une personne."""

    compte: Compte
    programme: Programme
    exercice: Exercice
    place: PlaceAction

    @property
    def arguments(self) -> dict[str, str]:
        return {
            "code": self.programme.code,
            "exercice": self.exercice.code,
            "cle": self.place.numero or str(self.place.pk),
        }

    @cached_property
    def fiche(self) -> FicheBilan | None:
        """La fiche de l'exercice, si elle est ouverte."""
        return FicheBilan.objects.filter(action=self.place.action_id, exercice=self.exercice).first()

    @cached_property
    def droits(self) -> dict[str, bool]:
        """Ce que la personne peut changer ici ; rien si l'exercice est clos."""
        ouvert = self.exercice.clos_le is None
        return {
            droit: ouvert and peut(self.compte, droit, self.programme, self.place.action)
            for droit in DROITS_ACTION
        }

    def contexte(self) -> dict[str, Any]:
        """Le contexte commun des gabarits de l'action."""
        return {
            "programme": self.programme,
            "exercice": self.exercice,
            "place": self.place,
            "droits": self.droits,
            "adresse": self.arguments,
            "clos": self.exercice.clos_le is not None,
        }


def portee_action(request: HttpRequest, code: str, exercice: str, cle: str) -> PorteeAction:
    """Action d'une adresse, pour lire. Lève `Http404` hors de portée."""
    portee = portee_de(code, exercice)
    return PorteeAction(request.user, portee.programme, portee.exercice, place_de(portee, cle))


def portee_a_ecrire(
    request: HttpRequest, code: str, exercice: str, cle: str, droit: str = "rediger_fiche"
) -> PorteeAction:
    """Action d'une adresse, pour écrire : l'envoi d'un formulaire ouvre sa fiche s'il le faut.

    Lève `PermissionDenied` si la personne ne peut que lire, ou si l'exercice est clos.
    """
    portee = portee_action(request, code, exercice, cle)
    exiger(request.user, droit, portee.programme, portee.place.action)
    if portee.exercice.clos_le is not None:
        raise PermissionDenied("Cet exercice est clos : il ne se modifie plus.")
    if portee.fiche is None and request.method == "POST":
        portee.fiche = ouvrir_fiche(action=portee.place.action, exercice=portee.exercice, acteur=request.user)
    return portee

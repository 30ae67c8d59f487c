"""Qui peut écrire quoi dans un programme : une table, une fonction.

La base refuse déjà l'écriture hors du périmètre ; ici on refuse aussi, dans le périmètre, ce que le rôle
ne permet pas. Un pilote n'écrit que pour les actions dont son organisation est pilote.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import PermissionDenied

from jalon.pilotage.programmes.enums import RoleOrganisation
from jalon.pilotage.programmes.models import Action, OrganisationAction, Programme
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte, Habilitation
from jalon.socle.acces.selectors import habilitations_en_vigueur

CHARGEE = frozenset({Role.CHARGEE_MISSION})
CHARGEE_ET_PILOTE = frozenset({Role.CHARGEE_MISSION, Role.PILOTE})

DROITS: dict[str, frozenset[Role]] = {
    # le programme et son cadre
    "gerer_programme": CHARGEE,
    "gerer_exercice": CHARGEE,
    "gerer_actions": CHARGEE,
    "gerer_annexes": CHARGEE,
    # l'argent
    "saisir_credit": CHARGEE,
    "saisir_depense": CHARGEE_ET_PILOTE,
    "saisir_contrepartie": CHARGEE_ET_PILOTE,
    "decider_solde": CHARGEE,
    # la fiche
    "rediger_fiche": CHARGEE_ET_PILOTE,
    "changer_etat": CHARGEE_ET_PILOTE,
    "saisir_chiffre": CHARGEE_ET_PILOTE,
    # les contrôles
    "ecarter_mention": CHARGEE_ET_PILOTE,
    "accorder_dispense": CHARGEE,
    "reprendre_document": CHARGEE,
}


def peut(compte: Compte, droit: str, programme: Programme, action: Action | None = None) -> bool:
    """Vrai si le compte a ce droit sur le programme, ou sur l'action donnée.

    `KeyError` si le droit n'existe pas.
    """
    roles = DROITS[droit]
    if compte.systeme:
        return True
    for habilitation in habilitations_en_vigueur(compte):
        if habilitation.role not in roles or not couvre(habilitation, programme):
            continue
        if habilitation.role != Role.PILOTE:
            return True
        if action is not None and _pilote(habilitation, [action.pk]):
            return True
    return False


def exiger(compte: Compte, droit: str, programme: Programme, action: Action | None = None) -> None:
    """Lève `PermissionDenied`, en disant pourquoi, si le compte n'a pas ce droit."""
    if peut(compte, droit, programme, action):
        return
    if action is not None and Role.PILOTE in DROITS[droit]:
        raise PermissionDenied(
            f"Seuls la mission et l'organisme pilote peuvent modifier l'action « {action.intitule} »."
        )
    raise PermissionDenied("Votre compte ne permet pas cette modification dans ce programme.")


def actions_modifiables(compte: Compte, droit: str, programme: Programme) -> set[UUID] | None:
    """Clés des actions où le compte a ce droit ; `None` : toutes."""
    if peut(compte, droit, programme):
        return None
    cles: set[UUID] = set()
    for habilitation in habilitations_en_vigueur(compte):
        if habilitation.role in DROITS[droit] and couvre(habilitation, programme):
            cles |= _pilote(habilitation)
    return cles


def couvre(habilitation: Habilitation, programme: Programme) -> bool:
    """Le périmètre d'une habilitation, du plus étroit au plus large.

    Programme, organisation, département, tout.
    """
    if habilitation.programme_id:
        return habilitation.programme_id == programme.pk
    if habilitation.organisation_id and habilitation.role != Role.PILOTE:
        return habilitation.organisation_id == programme.porteur_id
    if habilitation.departement:
        return habilitation.departement == programme.departement
    return True


def _pilote(habilitation: Habilitation, actions: Iterable[UUID] | None = None) -> set[UUID]:
    if habilitation.organisation_id is None:
        return set()
    liens = OrganisationAction.objects.filter(
        organisation_id=habilitation.organisation_id, role=RoleOrganisation.PILOTE
    )
    if actions is not None:
        liens = liens.filter(action_id__in=actions)
    return set(liens.values_list("action_id", flat=True))

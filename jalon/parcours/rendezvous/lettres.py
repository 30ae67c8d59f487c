"""Les lettres de rendez-vous : inviter à choisir, convoquer. Par lettre, on répond par téléphone."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from jalon.parcours.rendezvous import textes
from jalon.parcours.rendezvous.models import Invitation, Lieu, RendezVous
from jalon.socle.messages.lettres import types
from jalon.socle.messages.lettres.composition import preparer

INVITATION, CONVOCATION = "rdv_invitation", "rdv_convocation"
TYPES = {"invitation": INVITATION, "relance": INVITATION, "convocation": CONVOCATION}
"""Évènement → type de lettre ; les autres n'ont pas de lettre."""
SALUT = "Madame, Monsieur,\n\n"
CORPS_INVITATION = (
    SALUT + "[[qui]] vous propose un rendez-vous : **[[motif]]**.\n\n"
    "Appelez pour choisir le jour et l'heure, avant le **[[avant]]** : [[contact]].\n\n[[mention:donnees]]"
)
CORPS_CONVOCATION = (
    SALUT + "Vous avez rendez-vous **[[quand]]** : [[motif]].\n\n[[lieu_rdv]]\n\n[[consigne]]\n\n"
    "[[mention:absence]]\n\n[[mention:donnees]]"
)


def enregistrer_types() -> None:
    """Déclare les deux lettres, avec leurs mentions obligatoires."""
    types.enregistrer(
        INVITATION,
        "Choisissez votre rendez-vous",
        {"qui": "Maison d'exemple", "motif": "Premier rendez-vous", "avant": "mardi 24 novembre"},
        ("donnees",),
        corps=CORPS_INVITATION,
        par_organisation=True,
    )
    types.enregistrer(
        CONVOCATION,
        "Vous avez un rendez-vous",
        {
            "motif": "Premier rendez-vous",
            "quand": "mardi 24 novembre à 9 h 00",
            "lieu_rdv": "Maison d'exemple, 1 rue des Essais, 00000 VILLE",
            "consigne": "Apportez une pièce d'identité.",
        },
        ("absence", "donnees"),
        corps=CORPS_CONVOCATION,
        par_organisation=True,
    )


def lettre_invitation(
    invitation: Invitation, telephone: str, destinataire: str, jour: date
) -> dict[str, Any]:
    """Les champs du message d'une invitation par lettre."""
    contexte = contexte_invitation(invitation, telephone, destinataire)
    return _composer(INVITATION, invitation.organisation_id, contexte, jour)


def lettre_convocation(rendezvous: RendezVous, destinataire: str, jour: date) -> dict[str, Any]:
    """Les champs du message d'une convocation par lettre."""
    contexte = contexte_convocation(rendezvous, destinataire)
    return _composer(CONVOCATION, rendezvous.lieu.organisation_id, contexte, jour)


def contexte_invitation(invitation: Invitation, telephone: str, destinataire: str) -> dict[str, str]:
    """Les variables d'une invitation ; vides, celles qui ne sont pas connues."""
    return {
        "destinataire": destinataire,
        "qui": textes.qui_invite(invitation.organisation),
        "motif": invitation.motif.libelle,
        "avant": textes.jour(invitation.expire_le),
        "contact": telephone,
    }


def contexte_convocation(rendezvous: RendezVous, destinataire: str) -> dict[str, str]:
    """Les variables d'une convocation ; vides, celles qui ne sont pas connues."""
    obligatoire = "Votre présence est obligatoire." if rendezvous.motif.obligatoire else ""
    return {
        "destinataire": destinataire,
        "motif": rendezvous.motif.libelle,
        "quand": textes.quand(rendezvous.debut),
        "lieu_rdv": textes.ou(rendezvous.lieu),
        "consigne": " ".join((rendezvous.motif.consigne, obligatoire)).strip() or "Apportez cette lettre.",
        "contact": _contact(rendezvous.lieu),
    }


def _contact(lieu: Lieu) -> str:
    return f"{lieu.nom}, {lieu.telephone}" if lieu.telephone else ""


def _composer(type: str, organisation: UUID | None, contexte: dict[str, str], jour: date) -> dict[str, Any]:
    """Une variable vide reprend le paramètre de la lettre. Lève `ValidationError` s'il en manque une."""
    utiles = {nom: valeur for nom, valeur in contexte.items() if valeur}
    composee = preparer(type, organisation, utiles, jour)
    return {
        "texte": composee.texte,
        "sujet": composee.lettre.objet,
        "mise_en_page": composee.lettre.donnees(),
        "modele": composee.modele.pk if composee.modele else None,
    }

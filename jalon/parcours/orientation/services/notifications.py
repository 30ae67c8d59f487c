"""Notifier les orientations décidées : la signature, et l'envoi de la lettre."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError

from jalon.parcours.orientation.lettres import deposer_notification
from jalon.parcours.orientation.models import Orientation
from jalon.parcours.orientation.services.decisions import LOT_MAXIMAL, BilanLot, noter_notification
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte


def notifier_orientation(*, orientation: Orientation, acteur: Compte, le: date | None = None) -> Orientation:
    """Signe la décision et dépose sa lettre, qui part par la boîte d'envoi.

    Lève `ValidationError` : délégation, état, ou adresse postale inconnue ; rien alors n'est notifié.
    """
    with acte("notifier_orientation", acteur=acteur):
        notifiee = noter_notification(orientation=orientation, acteur=acteur, le=le)
        assert notifiee.delegation is not None and notifiee.notifiee_le is not None  # noqa: S101
        deposer_notification(
            notifiee, signataire=acteur, delegation=notifiee.delegation, jour=notifiee.notifiee_le
        )
        return notifiee


def notifier_orientations(
    *, orientations: Sequence[Orientation], acteur: Compte, le: date | None = None
) -> BilanLot:
    """Notifie chaque orientation ; une qui ne peut pas l'être n'empêche pas les autres.

    Lève `ValidationError` au-delà de `LOT_MAXIMAL`.
    """
    if len(orientations) > LOT_MAXIMAL:
        raise ValidationError(f"Pas plus de {LOT_MAXIMAL} notifications à la fois.")
    bilan = BilanLot([], [])
    for orientation in orientations:
        try:
            bilan.decidees.append(notifier_orientation(orientation=orientation, acteur=acteur, le=le))
        except ValidationError as erreur:
            bilan.refus.append((orientation.personne_id, " ".join(erreur.messages)))
    return bilan

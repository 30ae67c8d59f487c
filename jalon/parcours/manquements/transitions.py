"""Le seul passage d'un état à l'autre, avec son étape."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.utils import IntegrityError, ProgrammingError

from jalon.parcours.manquements.enums import TRANSITIONS, EtatManquement
from jalon.parcours.manquements.models import Etape, Manquement
from jalon.parcours.manquements.models.manquements import CLOS
from jalon.socle.acces.models import Compte

REGLE_TENUE, DROIT_REFUSE = "23514", "42501"
PHRASES = {
    "manquement_engagement_cite": "Citez l'engagement du contrat qui n'a pas été tenu.",
    "manquement_radiation_ancien": "La radiation n'est un motif que dans l'ancien régime.",
    "manquement_faits_avant_signal": "Les faits ne peuvent pas être postérieurs au signalement.",
    "manquement_averti_date": "L'avertissement ne peut pas précéder la qualification.",
    "manquement_observations_date": "La réception ne peut pas précéder l'envoi de l'avertissement.",
    "manquement_ep_date": "L'équipe ne peut pas être saisie avant la réception de l'avertissement.",
    "manquement_decide_date": "La décision ne peut pas précéder l'avertissement.",
    "manquement_notifie_date": "La notification ne peut pas précéder la décision.",
    "decision_effet_complet": "Un taux, une durée, et une date d'effet qui ne précède pas la décision.",
    "recours_decide_date": "La réponse à un recours ne peut pas précéder son dépôt.",
    "recours_tribunal_date": "Le tribunal ne peut pas être saisi avant la réponse au recours préalable.",
    "recours_jugement_date": "Le jugement ne peut pas précéder la saisine du tribunal.",
    "recours_mandat": "Une association dépose avec le mandat écrit de la personne.",
    "passage_avis_date": "L'avis ne peut pas précéder la saisie de l'équipe.",
}
"""Les contraintes que PostgreSQL ne sait pas dire en français."""


@contextmanager
def refus_de_la_base() -> Iterator[None]:
    """Change un refus de la base en `ValidationError` : la règle tenue, ou le droit qui manque."""
    try:
        with transaction.atomic():
            yield
    except (IntegrityError, ProgrammingError) as erreur:
        diagnostic = getattr(erreur.__cause__, "diag", None)
        code = getattr(diagnostic, "sqlstate", "")
        contrainte = getattr(diagnostic, "constraint_name", None) or ""
        if code == DROIT_REFUSE:
            raise ValidationError(
                "Votre rôle ne permet pas ce geste sur ce dossier.", code="droit"
            ) from erreur
        if code != REGLE_TENUE:
            raise
        phrase = PHRASES.get(contrainte) or str(getattr(diagnostic, "message_primary", ""))
        raise ValidationError(phrase, code=contrainte or "refuse") from erreur


def passer(
    manquement: Manquement,
    vers: EtatManquement,
    *,
    le: date,
    acteur: Compte,
    message: UUID | None = None,
    **champs: Any,
) -> Manquement:
    """Passe à un état et garde l'étape ; rend le manquement à jour. À appeler dans un `acte`.

    Lève `ValidationError` si ce passage n'existe pas, si l'acteur n'instruit pas ce dossier, ou si la base
    refuse les dates.
    """
    verrouille = Manquement.objects.select_for_update().filter(pk=manquement.pk).first()
    if verrouille is None:
        raise ValidationError("Votre rôle ne permet pas d'instruire ce dossier.", code="droit")
    exiger_etat(verrouille, vers)
    verrouille.etat = vers
    if vers in CLOS:
        champs.setdefault("clos_le", le)
    for champ, valeur in champs.items():
        setattr(verrouille, champ, valeur)
    with refus_de_la_base():
        verrouille.save(update_fields=["etat", *champs])
        Etape.objects.create(manquement=verrouille, etat=vers, le=le, par=acteur, message=message)
    return verrouille


def exiger_etat(manquement: Manquement, vers: EtatManquement) -> None:
    """Lève `ValidationError` si le manquement ne peut pas aller à cet état."""
    etat = EtatManquement(manquement.etat)
    if vers not in TRANSITIONS[etat]:
        raise ValidationError(
            f"Ce manquement est « {etat.label} » : il ne peut pas devenir « {vers.label} ».", code="etat"
        )

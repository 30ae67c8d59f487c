"""Faire passer un contrat d'un état à l'autre : la seule porte."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from jalon.parcours.contrats.enums import TRANSITIONS, EtatContrat
from jalon.parcours.contrats.models import Contrat

EN_BASE = {
    "contrat_un_seul_en_vigueur": (
        "Cette personne a déjà un contrat signé pendant cette période.",
        "recouvrement",
    ),
    "contrat_un_seul_en_preparation": (
        "Un contrat est déjà en préparation pour cette personne : continuez-le, ou abandonnez-le.",
        "deja_ouvert",
    ),
}
"""Ce que seule la base sait refuser à coup sûr : par contrainte, la phrase et le code du refus."""


def verrouiller(contrat: Contrat) -> Contrat:
    """Le contrat relu et verrouillé jusqu'à la fin de la transaction."""
    return Contrat.objects.select_for_update(of=("self",)).get(pk=contrat.pk)


def passer(contrat: Contrat, vers: EtatContrat, **champs: Any) -> None:
    """Change l'état et les champs donnés ensemble.

    Lève `ValidationError` : passage interdit, ou contrat signé qui en recouvre un autre.
    """
    avant = EtatContrat(contrat.etat)
    if vers not in TRANSITIONS[avant]:
        raise ValidationError(
            f"Ce contrat est « {avant.label} » : il ne peut pas devenir « {vers.label} ».", code="etat"
        )
    contrat.etat = vers
    for nom, valeur in champs.items():
        setattr(contrat, nom, valeur)
    ecrire(contrat, "etat", *champs)


def ecrire(contrat: Contrat, *champs: str) -> None:
    """Enregistre ces champs ; dit en français ce que la base refuse. Lève `ValidationError`."""
    _enregistrer(contrat, update_fields=[*dict.fromkeys(champs), "modifie_le"])


def ouvrir(contrat: Contrat) -> None:
    """Enregistre un nouveau contrat. Lève `ValidationError` comme `ecrire`."""
    _enregistrer(contrat, force_insert=True)


def _enregistrer(contrat: Contrat, **options: Any) -> None:
    """Dates, heures, type : le message du formulaire ; le reste ne se sait qu'en base."""
    contrat.validate_constraints(exclude={"personne"})
    try:
        with transaction.atomic():
            contrat.save(**options)
    except IntegrityError as erreur:
        dits = [dit for nom, dit in EN_BASE.items() if nom in str(erreur)]
        if not dits:
            raise
        raise ValidationError(dits[0][0], code=dits[0][1]) from None


def instant_de(le: date | datetime | None) -> datetime:
    """L'instant d'un acte : maintenant, ou midi du jour donné quand on rejoue le passé."""
    if le is None:
        return timezone.now()
    if isinstance(le, datetime):
        return le
    return timezone.make_aware(datetime.combine(le, time(12)))


def jour_de(le: date | datetime | None) -> date:
    """Le jour d'un acte, heure de Paris."""
    return timezone.localdate(instant_de(le))

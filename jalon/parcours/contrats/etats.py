"""Faire passer un contrat d'un état à l'autre : la seule porte."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from jalon.parcours.contrats.enums import TRANSITIONS, EtatContrat
from jalon.parcours.contrats.models import Contrat

RECOUVREMENT = "contrat_un_seul_en_vigueur"


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
    valider(contrat)
    try:
        with transaction.atomic():
            contrat.save(update_fields=[*dict.fromkeys(champs), "modifie_le"])
    except IntegrityError as erreur:
        if RECOUVREMENT not in str(erreur):
            raise
        raise ValidationError(
            "Cette personne a déjà un contrat signé pendant cette période.", code="recouvrement"
        ) from None


def valider(contrat: Contrat) -> None:
    """Dates, heures, type : le message du formulaire. Le recouvrement, lui, ne se sait qu'en base."""
    contrat.validate_constraints(exclude={"personne"})


def instant_de(le: date | datetime | None) -> datetime:
    """L'instant d'un acte : maintenant, ou midi du jour donné quand on rejoue le passé."""
    if le is None:
        return timezone.now()
    if isinstance(le, datetime):
        return le
    return timezone.make_aware(datetime.combine(le, time(12)))


def jour_de(le: date | datetime | None) -> date:
    """Le jour d'un acte, heure de Paris."""
    return timezone.localtime(instant_de(le)).date()

"""Les nombres de la loi et des conventions : une valeur, ses dates, sa source."""

from __future__ import annotations

import uuid

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from jalon.socle.base.contraintes import cle_exclusive


@pghistory.track()
class Parametre(models.Model):
    """Valeur d'un paramètre pendant une période ; deux valeurs ne se recouvrent jamais."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField("code", max_length=80)
    libelle = models.CharField("libellé", max_length=200)
    valeur = models.JSONField("valeur")
    unite = models.CharField("unité", max_length=30, blank=True)
    periode = DateRangeField("en vigueur")
    source = models.CharField("source", max_length=300)

    class Meta:
        verbose_name = "paramètre"
        constraints = [
            ExclusionConstraint(
                name="parametre_sans_chevauchement",
                expressions=[(cle_exclusive("code"), "="), ("periode", RangeOperators.OVERLAPS)],
                violation_error_message="Ce paramètre a déjà une valeur pendant une partie de cette période.",
            ),
            models.CheckConstraint(name="parametre_source_donnee", condition=~models.Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.code} = {self.valeur}"

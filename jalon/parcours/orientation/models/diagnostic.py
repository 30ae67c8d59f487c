"""Le diagnostic partagé : la personne se place, le professionnel répond à côté, à une date."""

from __future__ import annotations

import uuid

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from jalon.parcours.personnes.models import Personne

POSITIONS = range(1, 6)
"""De 1 (beaucoup de difficultés) à 5 (aucune) ; vide : pas répondu."""


def _position(nom: str) -> models.PositiveSmallIntegerField[int | None, int | None]:
    bornes = [MinValueValidator(POSITIONS[0]), MaxValueValidator(POSITIONS[-1])]
    return models.PositiveSmallIntegerField(nom, null=True, blank=True, validators=bornes)


@pghistory.track()
class Diagnostic(models.Model):
    """Un diagnostic à une date. `reponses` : code de question → code de réponse, du questionnaire en données.

    La santé n'y est que par oui ou non : jamais un diagnostic médical.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    personne = models.ForeignKey(
        Personne, models.PROTECT, related_name="diagnostics", verbose_name="personne"
    )
    date = models.DateField("date")
    auteur = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, related_name="+", verbose_name="ouvert par"
    )
    reponses = models.JSONField("situation", default=dict, blank=True)
    note = models.TextField("ce qu'il faut retenir", max_length=4000, blank=True)

    class Meta:
        verbose_name = "diagnostic"
        ordering = ["-date", "id"]
        indexes = [models.Index(fields=["personne", "-date"], name="diagnostic_personne")]

    def __str__(self) -> str:
        return str(self.pk)


@pghistory.track()
class PositionDiagnostic(models.Model):
    """La place d'une personne dans un domaine (data·inclusion), selon elle et selon un professionnel."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    diagnostic = models.ForeignKey(
        Diagnostic, models.CASCADE, related_name="positions", verbose_name="diagnostic"
    )
    personne = models.ForeignKey(
        Personne, models.PROTECT, related_name="positions_diagnostic", verbose_name="personne"
    )
    domaine = models.CharField("domaine", max_length=60)
    position_personne = _position("selon elle")
    position_pro = _position("selon le professionnel")
    note = models.CharField("précision", max_length=500, blank=True)

    class Meta:
        verbose_name = "position du diagnostic"
        verbose_name_plural = "positions du diagnostic"
        ordering = ["diagnostic_id", "domaine"]
        constraints = [
            models.UniqueConstraint(fields=["diagnostic", "domaine"], name="position_domaine_unique"),
            models.CheckConstraint(
                name="position_de_1_a_5",
                condition=(Q(position_personne=None) | Q(position_personne__range=(1, 5)))
                & (Q(position_pro=None) | Q(position_pro__range=(1, 5))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.diagnostic_id} {self.domaine}"

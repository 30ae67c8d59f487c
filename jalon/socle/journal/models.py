"""Qui a ouvert le dossier de qui. Chacun y ajoute ses propres lectures ; nul n'y change rien."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone


class Lecture(models.Model):
    """Un compte a ouvert le dossier d'une personne ou d'un foyer, sur un écran, à un instant.

    `sujet` n'est pas une clé étrangère : le socle ne connaît pas les personnes, et la trace survit à
    l'effacement du dossier.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    compte = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, related_name="+", db_index=False, verbose_name="compte"
    )
    sujet = models.UUIDField("personne ou foyer")
    ecran = models.CharField("écran", max_length=40)
    quand = models.DateTimeField("quand", default=timezone.now)

    class Meta:
        verbose_name = "lecture d'un dossier"
        verbose_name_plural = "lectures de dossiers"
        ordering = ["-quand"]
        indexes = [
            models.Index(fields=["sujet", "-quand"], name="lecture_sujet"),
            models.Index(fields=["compte", "-quand"], name="lecture_compte"),
            models.Index(fields=["-quand"], name="lecture_quand"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

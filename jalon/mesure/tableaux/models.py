"""Les chiffres choisis pour chaque rôle : un réglage, que l'administrateur change sans toucher au code."""

from __future__ import annotations

import uuid

import pghistory
from django.db import models

from jalon.mesure.tableaux.enums import Duree
from jalon.socle.acces.enums import Role


@pghistory.track()
class ChiffreChoisi(models.Model):
    """Un indicateur calculé que les comptes d'un rôle voient d'abord.

    `code` n'est pas une clé étrangère : une déclaration n'est pas une ligne. Un code disparu est passé.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    role = models.CharField("rôle", max_length=30, choices=Role.choices)
    code = models.CharField("indicateur", max_length=80)
    duree = models.CharField("période", max_length=10, choices=Duree.choices, default=Duree.DOUZE_MOIS)
    rang = models.PositiveSmallIntegerField("rang")

    class Meta:
        verbose_name = "chiffre d'un tableau de bord"
        ordering = ["role", "rang"]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "code"],
                name="chiffre_choisi_unique",
                violation_error_message="Cet indicateur est déjà dans ce tableau.",
            ),
            models.CheckConstraint(name="chiffre_choisi_duree", condition=models.Q(duree__in=Duree.values)),
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.role})"

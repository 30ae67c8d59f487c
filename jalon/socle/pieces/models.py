"""Les fichiers déposés ou produits, gardés tels quels avec leur empreinte."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Piece(models.Model):
    """Un fichier : son nom, son empreinte, qui l'a déposé. Le contenu, immuable, est dans la base.

    Un même contenu déposé deux fois est la même pièce (empreinte unique).
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    nom = models.CharField("nom du fichier", max_length=255)
    empreinte = models.CharField("empreinte SHA-256", max_length=64, unique=True)
    type_mime = models.CharField("type", max_length=100)
    taille = models.PositiveBigIntegerField("taille en octets")
    contenu = models.BinaryField("contenu")
    deposee_par = models.ForeignKey("socle_acces.Compte", models.PROTECT, verbose_name="déposée par")
    deposee_le = models.DateTimeField("déposée le", auto_now_add=True)

    class Meta:
        verbose_name = "pièce"
        constraints = [
            models.CheckConstraint(
                name="piece_empreinte_sha256", condition=Q(empreinte__regex=r"^[0-9a-f]{64}$")
            )
        ]

    def __str__(self) -> str:
        return self.nom

"""Les fichiers déposés ou produits, gardés tels quels avec leur empreinte."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Piece(models.Model):
    """Un fichier : son nom, son empreinte, qui l'a déposé. Il ne change jamais.

    `cloison` est l'identifiant du programme qui le détient (sans clé étrangère : le socle ne connaît pas les
    programmes) ; sans elle, seule la personne qui l'a déposé le voit.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    nom = models.CharField("nom du fichier", max_length=255)
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    type_mime = models.CharField("type", max_length=100)
    taille = models.PositiveBigIntegerField("taille en octets")
    cloison = models.UUIDField("programme détenteur", null=True, blank=True, db_index=True)
    deposee_par = models.ForeignKey("socle_acces.Compte", models.PROTECT, verbose_name="déposée par")
    deposee_le = models.DateTimeField("déposée le", auto_now_add=True)

    class Meta:
        verbose_name = "pièce"
        constraints = [
            models.UniqueConstraint(
                fields=["empreinte", "cloison", "deposee_par"], name="piece_unique", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="piece_empreinte_sha256", condition=Q(empreinte__regex=r"^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self) -> str:
        return self.nom


class ContenuPiece(models.Model):
    """Les octets d'une pièce, à part : lire une pièce ne charge pas son contenu."""

    piece = models.OneToOneField(
        Piece, models.CASCADE, primary_key=True, related_name="contenu", verbose_name="pièce"
    )
    octets = models.BinaryField("octets")

    class Meta:
        verbose_name = "contenu de pièce"
        verbose_name_plural = "contenus de pièces"

    def __str__(self) -> str:
        return str(self.piece_id)

"""Signatures, codes à usage unique, fichiers produits : ce qui fait la preuve."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from jalon.parcours.contrats.enums import ModeSignature, NaturePiece, Partie
from jalon.parcours.contrats.models.contrats import Contrat

EN_PRESENCE = (ModeSignature.ECRAN, ModeSignature.PAPIER)


class Signature(models.Model):
    """La signature d'une partie sur une version : l'empreinte est celle du contenu qu'elle a lu.

    L'organisme signe par un compte ; la personne n'en a pas. En présence, un agent atteste l'identité.
    Sources : Code civil, articles 1366 et 1367 ; règlement (UE) 910/2014.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    contrat = models.ForeignKey(Contrat, models.CASCADE, related_name="signatures", verbose_name="contrat")
    version = models.PositiveIntegerField("version")
    empreinte = models.CharField("empreinte de la version", max_length=64)
    partie = models.CharField("partie", max_length=9, choices=Partie.choices)
    mode = models.CharField("mode", max_length=9, choices=ModeSignature.choices)
    quand = models.DateTimeField("signée le")
    signataire = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, null=True, related_name="+", verbose_name="signataire"
    )
    qualite = models.CharField("qualité", max_length=150, blank=True)
    reference = models.CharField("délégation ou convention", max_length=150, blank=True)
    identite_verifiee_par = models.ForeignKey(
        "socle_acces.Compte",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="identité attestée par",
    )
    moyen_identite = models.CharField("moyen de vérification", max_length=100, blank=True)
    lien = models.UUIDField("lien personnel", null=True)
    ip = models.CharField("adresse réseau tronquée", max_length=45, blank=True)
    piece = models.ForeignKey(
        "socle_pieces.Piece", models.SET_NULL, null=True, related_name="+", verbose_name="numérisation"
    )

    class Meta:
        verbose_name = "signature"
        ordering = ["contrat_id", "version", "quand"]
        constraints = [
            models.UniqueConstraint(
                fields=["contrat", "version", "partie"],
                name="signature_une_par_partie",
                violation_error_message="Cette partie a déjà signé cette version.",
            ),
            models.CheckConstraint(
                name="signature_attestee_en_presence",
                condition=~Q(mode__in=EN_PRESENCE)
                | Q(identite_verifiee_par__isnull=False)
                | Q(partie=Partie.ORGANISME),
            ),
            models.CheckConstraint(
                name="signature_de_qui",
                condition=Q(partie=Partie.PERSONNE, signataire=None)
                | Q(partie=Partie.ORGANISME, signataire__isnull=False),
            ),
            models.CheckConstraint(
                name="signature_lien_cite",
                condition=~Q(mode=ModeSignature.LIEN_CODE) | Q(lien__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class CodeSignature(models.Model):
    """Un code à six chiffres envoyé à la personne ; seule son empreinte à clé est gardée."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    contrat = models.ForeignKey(Contrat, models.CASCADE, related_name="codes", verbose_name="contrat")
    version = models.PositiveIntegerField("version")
    empreinte = models.BinaryField("empreinte du code", max_length=16)
    canal = models.CharField("canal", max_length=8)
    cree_le = models.DateTimeField("créé le")
    expire_le = models.DateTimeField("expire le")
    essais = models.PositiveSmallIntegerField("essais faux", default=0)
    utilise_le = models.DateTimeField("utilisé le", null=True)
    retire_le = models.DateTimeField("retiré le", null=True)

    class Meta:
        verbose_name = "code de signature"
        verbose_name_plural = "codes de signature"
        ordering = ["-cree_le"]
        constraints = [
            models.UniqueConstraint(
                fields=["contrat"],
                condition=Q(utilise_le=None, retire_le=None),
                name="code_signature_un_seul_valable",
            ),
            models.CheckConstraint(name="code_signature_expire", condition=Q(expire_le__gt=F("cree_le"))),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class PieceContrat(models.Model):
    """Un fichier d'un contrat : le PDF scellé, le dossier de preuve, une numérisation."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    contrat = models.ForeignKey(Contrat, models.CASCADE, related_name="pieces", verbose_name="contrat")
    version = models.PositiveIntegerField("version")
    nature = models.CharField("nature", max_length=7, choices=NaturePiece.choices)
    piece = models.ForeignKey("socle_pieces.Piece", models.PROTECT, related_name="+", verbose_name="fichier")
    ajoutee_le = models.DateTimeField("ajoutée le", auto_now_add=True)

    class Meta:
        verbose_name = "pièce de contrat"
        verbose_name_plural = "pièces de contrat"
        ordering = ["contrat_id", "version", "nature"]
        constraints = [
            models.UniqueConstraint(
                fields=["contrat", "version", "nature"],
                condition=~Q(nature=NaturePiece.SCAN),
                name="piece_contrat_unique",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

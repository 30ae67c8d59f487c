"""Ce qui a été reçu : les fichiers, les versions de dossiers qu'ils montrent, ce qui a été écarté."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import models
from django.db.models import Q

from jalon.parcours.personnes.enums import EtatChargement, EtatRejet, Source
from jalon.parcours.personnes.observations import Instant


class Chargement(models.Model):
    """Un fichier reçu et ce qu'il a changé. Aucune donnée personnelle : des comptes et des codes.

    Les faits gardent la clé du chargement qui les a dits le premier.
    """

    id = models.BigAutoField(primary_key=True)
    source = models.CharField("source", max_length=20, choices=Source.choices)
    nom_fichier = models.CharField("nom du fichier", max_length=255)
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    octets = models.PositiveBigIntegerField("taille en octets")
    reference = models.DateField("jour décrit", null=True)
    cree_le = models.DateTimeField("produit par la source le", null=True)
    version = models.CharField("version de la source", max_length=20, blank=True)
    etat = models.CharField(
        "état", max_length=12, choices=EtatChargement.choices, default=EtatChargement.EN_COURS
    )
    motif_refus = models.TextField("pourquoi il a été refusé", blank=True)
    rapport = models.JSONField("rapport", default=dict, blank=True)
    archive = models.CharField("fichier gardé", max_length=200, blank=True)
    effacer_le = models.DateField("fichier gardé jusqu'au", null=True)
    compte = models.ForeignKey("socle_acces.Compte", models.PROTECT, verbose_name="lancé par")
    commence_le = models.DateTimeField("commencé le", auto_now_add=True)
    fini_le = models.DateTimeField("fini le", null=True)

    class Meta:
        verbose_name = "chargement"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["empreinte"],
                condition=Q(etat=EtatChargement.CHARGE),
                name="chargement_une_seule_fois",
                violation_error_message="Ce fichier est déjà chargé.",
            ),
            models.CheckConstraint(
                name="chargement_date_si_charge",
                condition=~Q(etat=EtatChargement.CHARGE)
                | Q(reference__isnull=False, cree_le__isnull=False, fini_le__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.nom_fichier

    @property
    def instant(self) -> Instant:
        """Place de ce fichier dans le temps ; lève `ValueError` s'il n'est pas daté."""
        return instant_de(self.reference, self.cree_le, self.source)


def instant_de(reference: date | None, cree_le: datetime | None, source: str) -> Instant:
    """Place dans le temps d'un fichier de cette source ; lève `ValueError` s'il n'est pas daté."""
    if reference is None or cree_le is None:
        raise ValueError("Ce chargement n'est pas daté.")
    return Instant(reference, cree_le, quotidien=source == Source.FLUX_QUOTIDIEN)


class VersionDossier(models.Model):
    """Un dossier tel qu'un fichier l'a montré, comprimé et chiffré : tout ce que la source a dit y est."""

    id = models.BigAutoField(primary_key=True)
    foyer = models.ForeignKey(
        "Foyer", models.CASCADE, related_name="versions", db_index=False, verbose_name="foyer"
    )
    empreinte = models.BinaryField("empreinte", max_length=16)
    contenu = models.BinaryField("contenu chiffré")

    class Meta:
        verbose_name = "version de dossier"
        constraints = [models.UniqueConstraint(fields=["foyer", "empreinte"], name="version_dossier_unique")]

    def __str__(self) -> str:
        return str(self.pk)


class ObservationDossier(models.Model):
    """Ce fichier a montré ce foyer, dans cette version : le seul fait premier, d'où tout se déduit."""

    pk = models.CompositePrimaryKey("foyer_id", "chargement_id")
    # La base vérifie ces trois clés par ordre entier, non ligne à ligne : migration 0014.
    foyer = models.ForeignKey(
        "Foyer",
        models.CASCADE,
        related_name="observations",
        db_index=False,
        db_constraint=False,
        verbose_name="foyer",
    )
    chargement = models.ForeignKey(
        Chargement,
        models.PROTECT,
        related_name="observations",
        db_constraint=False,
        verbose_name="chargement",
    )
    version = models.ForeignKey(
        VersionDossier, models.CASCADE, db_index=False, db_constraint=False, verbose_name="version"
    )

    class Meta:
        verbose_name = "observation"

    def __str__(self) -> str:
        return f"{self.foyer_id}/{self.chargement_id}"


class Rejet(models.Model):
    """Un dossier qu'un fichier montrait et qui n'a pas pu être pris. Rien n'en est perdu : il se rejoue."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    chargement = models.ForeignKey(
        Chargement, models.PROTECT, related_name="rejets", verbose_name="chargement"
    )
    dossier = models.CharField("numéro de demande", max_length=40, blank=True)
    ligne = models.PositiveBigIntegerField("ligne du fichier")
    motif = models.CharField("motif", max_length=300)
    contenu = models.BinaryField("contenu chiffré")
    etat = models.CharField("état", max_length=12, choices=EtatRejet.choices, default=EtatRejet.A_CORRIGER)
    suite = models.CharField("suite donnée", max_length=300, blank=True)
    traite_par = models.ForeignKey("socle_acces.Compte", models.PROTECT, null=True, verbose_name="traité par")
    traite_le = models.DateTimeField("traité le", null=True)

    class Meta:
        verbose_name = "rejet"
        ordering = ["chargement_id", "ligne"]
        constraints = [
            models.CheckConstraint(
                name="rejet_traite_si_clos",
                condition=Q(etat=EtatRejet.A_CORRIGER, traite_le=None)
                | (~Q(etat=EtatRejet.A_CORRIGER) & Q(traite_le__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier} — {self.motif}"

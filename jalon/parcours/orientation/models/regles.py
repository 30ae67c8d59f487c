"""Les règles d'orientation : des données versionnées, une version en service à la fois."""

from __future__ import annotations

import uuid

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from jalon.parcours.orientation.enums import Destination, EtatJeu, SiComplet, Voie
from jalon.socle.base.contraintes import cle_exclusive


@pghistory.track()
class JeuRegles(models.Model):
    """Une version des règles. Mise en service, elle ne change plus : on en fait une autre.

    `periode` : jours où elle a décidé ; vide tant qu'elle est un brouillon.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    version = models.PositiveIntegerField("version", unique=True)
    libelle = models.CharField("libellé", max_length=120)
    etat = models.CharField("état", max_length=10, choices=EtatJeu.choices, default=EtatJeu.BROUILLON)
    periode = DateRangeField("en service", null=True, blank=True)
    cree_le = models.DateTimeField("créée le", auto_now_add=True)
    cree_par = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, related_name="+", verbose_name="créée par"
    )

    class Meta:
        verbose_name = "version des règles"
        verbose_name_plural = "versions des règles"
        ordering = ["-version"]
        constraints = [
            models.CheckConstraint(
                name="jeu_regles_periode_si_servi",
                condition=Q(etat=EtatJeu.BROUILLON, periode=None)
                | (~Q(etat=EtatJeu.BROUILLON) & Q(periode__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["etat"], condition=Q(etat=EtatJeu.EN_SERVICE), name="jeu_regles_un_en_service"
            ),
            ExclusionConstraint(
                name="jeu_regles_un_par_moment",
                expressions=[("periode", RangeOperators.OVERLAPS)],
                violation_error_message="Une autre version des règles est en service ce jour-là.",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.version}"


@pghistory.track()
class Regle(models.Model):
    """Si tous les critères sont remplis, alors cette voie et cette destination ; la première l'emporte.

    `criteres` : liste de `{"code", "operateur", "valeur"}` du catalogue (`criteres.catalogue`).
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    jeu = models.ForeignKey(JeuRegles, models.CASCADE, related_name="regles", verbose_name="version")
    ordre = models.PositiveSmallIntegerField("ordre")
    libelle = models.CharField("libellé", max_length=160)
    criteres = models.JSONField("critères", default=list, blank=True)
    destination = models.CharField("destination", max_length=12, choices=Destination.choices)
    voie = models.CharField("voie", max_length=24, choices=Voie.choices, blank=True)
    organisme = models.ForeignKey(
        "socle_organisations.Organisation", models.PROTECT, null=True, blank=True, verbose_name="organisme"
    )
    si_complet = models.CharField(
        "sans place", max_length=10, choices=SiComplet.choices, default=SiComplet.SUIVANTE
    )

    class Meta:
        verbose_name = "règle d'orientation"
        verbose_name_plural = "règles d'orientation"
        ordering = ["jeu_id", "ordre"]
        constraints = [
            models.UniqueConstraint(
                fields=["jeu", "ordre"],
                name="regle_orientation_ordre_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="regle_orientation_destination_complete",
                condition=(Q(destination=Destination.ORGANISME, organisme__isnull=False) & ~Q(voie=""))
                | (Q(destination=Destination.TERRITOIRE, organisme=None) & ~Q(voie=""))
                | Q(destination=Destination.DIAGNOSTIC, organisme=None, voie=""),
            ),
        ]

    def __str__(self) -> str:
        return f"règle {self.ordre}"


@pghistory.track()
class Capacite(models.Model):
    """Ce qu'un organisme peut suivre dans une voie. Les places occupées se comptent, elles ne s'écrivent pas.

    `places` vide : sans limite. `territoires` (SIREN d'intercommunalités) vide : tout le département.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        "socle_organisations.Organisation",
        models.PROTECT,
        related_name="capacites",
        verbose_name="organisme",
    )
    voie = models.CharField("voie", max_length=24, choices=Voie.choices)
    places = models.PositiveIntegerField("places", null=True, blank=True)
    territoires = ArrayField(
        models.CharField(max_length=9), verbose_name="territoires", default=list, blank=True
    )
    periode = DateRangeField("période")

    class Meta:
        verbose_name = "capacité d'accueil"
        verbose_name_plural = "capacités d'accueil"
        ordering = ["organisation__nom", "voie"]
        constraints = [
            ExclusionConstraint(
                name="capacite_sans_chevauchement",
                expressions=[
                    (cle_exclusive("organisation", "voie"), "="),
                    ("periode", RangeOperators.OVERLAPS),
                ],
                violation_error_message="Cet organisme a déjà une capacité dans cette voie à cette période.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.voie}"

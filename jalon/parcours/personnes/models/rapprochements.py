"""Deux fiches, une seule personne ? Une machine propose, une personne décide, et peut revenir en arrière."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from jalon.parcours.personnes.enums import EtatRapprochement
from jalon.parcours.personnes.models.foyers import Personne


class Rapprochement(models.Model):
    """Deux personnes qui se ressemblent : le score (0 à 100), ses raisons (codes), la décision."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    personne = models.ForeignKey(
        Personne, models.CASCADE, related_name="rapprochements", verbose_name="personne"
    )
    autre = models.ForeignKey(
        Personne, models.CASCADE, related_name="rapprochements_inverses", verbose_name="autre personne"
    )
    score = models.PositiveSmallIntegerField("score")
    raisons = ArrayField(models.CharField(max_length=40), verbose_name="raisons", default=list)
    etat = models.CharField(
        "état", max_length=13, choices=EtatRapprochement.choices, default=EtatRapprochement.A_EXAMINER
    )
    propose_le = models.DateTimeField("proposé le", auto_now_add=True)
    decide_par = models.ForeignKey("socle_acces.Compte", models.PROTECT, null=True, verbose_name="décidé par")
    decide_le = models.DateTimeField("décidé le", null=True)

    class Meta:
        verbose_name = "rapprochement"
        ordering = ["-score", "propose_le"]
        constraints = [
            models.UniqueConstraint(fields=["personne", "autre"], name="rapprochement_unique"),
            models.CheckConstraint(name="rapprochement_deux_personnes", condition=Q(personne__lt=F("autre"))),
            models.CheckConstraint(
                name="rapprochement_decide_si_clos",
                condition=Q(etat=EtatRapprochement.A_EXAMINER, decide_le=None)
                | (~Q(etat=EtatRapprochement.A_EXAMINER) & Q(decide_le__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Fusion(models.Model):
    """Deux personnes réunies : membres et faits déplacés sont notés, défaire les rend à l'absorbée."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    gardee = models.ForeignKey(
        Personne, models.CASCADE, related_name="fusions", verbose_name="personne gardée"
    )
    absorbee = models.ForeignKey(
        Personne, models.CASCADE, related_name="absorptions", verbose_name="personne absorbée"
    )
    membres = ArrayField(models.UUIDField(), verbose_name="membres déplacés")
    faits = models.JSONField("faits déplacés, par table", default=dict)
    motif = models.CharField("motif", max_length=300, blank=True)
    faite_par = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, related_name="+", verbose_name="faite par"
    )
    faite_le = models.DateTimeField("faite le", auto_now_add=True)
    defaite_par = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, null=True, related_name="+", verbose_name="défaite par"
    )
    defaite_le = models.DateTimeField("défaite le", null=True)

    class Meta:
        verbose_name = "fusion"
        constraints = [
            models.UniqueConstraint(
                fields=["absorbee"], condition=Q(defaite_le=None), name="fusion_une_seule_en_cours"
            ),
            models.CheckConstraint(name="fusion_deux_personnes", condition=~Q(gardee=F("absorbee"))),
        ]

    def __str__(self) -> str:
        return str(self.pk)

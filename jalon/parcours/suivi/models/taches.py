"""Ce qu'il y a à faire pour une personne, et combien de personnes on peut suivre."""

from __future__ import annotations

import uuid

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from jalon.parcours.personnes.models import Personne
from jalon.socle.base.contraintes import cle_exclusive


@pghistory.track(exclude=["libelle"])
class TacheSuivi(models.Model):
    """Une chose à faire pour une personne. `pour` vide : pour qui suit la personne."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    personne = models.ForeignKey(
        Personne, models.PROTECT, related_name="taches_suivi", verbose_name="personne"
    )
    libelle = models.CharField("à faire", max_length=200, blank=True)
    echeance = models.DateField("pour le")
    pour = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="pour"
    )
    creee_par = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, related_name="+", verbose_name="créée par"
    )
    creee_le = models.DateTimeField("créée le")
    faite_le = models.DateField("faite le", null=True, blank=True)
    faite_par = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, null=True, related_name="+", verbose_name="faite par"
    )
    abandonnee_le = models.DateField("abandonnée le", null=True, blank=True)

    class Meta:
        verbose_name = "tâche de suivi"
        verbose_name_plural = "tâches de suivi"
        ordering = ["echeance", "id"]
        indexes = [
            models.Index(
                fields=["pour", "echeance"],
                condition=Q(faite_le=None, abandonnee_le=None),
                name="tache_a_faire",
            ),
            models.Index(fields=["personne", "echeance"], name="tache_personne"),
        ]
        constraints = [
            models.CheckConstraint(
                name="tache_faite_par_quelqu_un",
                condition=Q(faite_le=None, faite_par=None)
                | Q(faite_le__isnull=False, faite_par__isnull=False, abandonnee_le=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


@pghistory.track()
class LimitePortefeuille(models.Model):
    """Combien de personnes un référent, ou une structure, peut suivre à la fois pendant une période."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    compte = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, null=True, related_name="+", verbose_name="référent"
    )
    organisation = models.ForeignKey(
        "socle_organisations.Organisation", models.PROTECT, null=True, verbose_name="structure"
    )
    nombre = models.PositiveIntegerField("personnes au plus", validators=[MinValueValidator(1)])
    periode = DateRangeField("période")
    posee_par = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, related_name="+", verbose_name="posée par"
    )
    posee_le = models.DateTimeField("posée le", auto_now_add=True)

    class Meta:
        verbose_name = "limite de portefeuille"
        verbose_name_plural = "limites de portefeuille"
        constraints = [
            models.CheckConstraint(
                name="limite_un_compte_ou_une_structure",
                condition=Q(compte__isnull=False, organisation=None)
                | Q(compte=None, organisation__isnull=False),
            ),
            models.CheckConstraint(name="limite_positive", condition=Q(nombre__gte=1)),
            ExclusionConstraint(
                name="limite_sans_chevauchement",
                expressions=[
                    (cle_exclusive("compte", "organisation"), "="),
                    ("periode", RangeOperators.OVERLAPS),
                ],
                violation_error_message="Il y a déjà une limite pendant cette période.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

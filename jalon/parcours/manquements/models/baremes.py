"""Le barème : ce que la loi permet, et ce que le département s'impose de plus strict, avec leurs dates."""

from __future__ import annotations

import uuid

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from jalon.parcours.manquements.enums import Nature, OrigineBareme, Prealable, Suite
from jalon.parcours.personnes.enums import Regime
from jalon.socle.base.contraintes import cle_exclusive

RANG_MAX = 2


@pghistory.track()
class Bareme(models.Model):
    """Une fourchette : pour un régime, une nature, un rang (2 : second et suivants) et une suite.

    Taux en points du montant dû, durées en mois. `plafond` : taux le plus haut pour un foyer de plus
    d'une personne ou une majoration. `a_confirmer` : le texte n'a pas été relu, `reserve` dit quoi.
    Sans taux ni durée pour une radiation.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    regime = models.CharField("régime", max_length=12, choices=Regime.choices)
    nature = models.CharField("nature", max_length=15, choices=Nature.choices)
    rang = models.PositiveSmallIntegerField("rang")
    suite = models.CharField("suite", max_length=11, choices=Suite.choices)
    origine = models.CharField("origine", max_length=5, choices=OrigineBareme.choices)
    taux_min = models.DecimalField("taux minimal", max_digits=5, decimal_places=2, null=True)
    taux_max = models.DecimalField("taux maximal", max_digits=5, decimal_places=2, null=True)
    plafond = models.DecimalField("plafond, foyer ou majoration", max_digits=5, decimal_places=2, null=True)
    duree_min = models.PositiveSmallIntegerField("durée minimale", null=True)
    duree_max = models.PositiveSmallIntegerField("durée maximale", null=True)
    avis_ep = models.BooleanField("avis de l'équipe pluridisciplinaire")
    prealable = models.CharField(
        "préalable", max_length=9, choices=Prealable.choices, default=Prealable.AUCUN
    )
    periode = DateRangeField("en vigueur")
    version = models.CharField("version du texte", max_length=200)
    a_confirmer = models.BooleanField("à confirmer", default=False)
    reserve = models.CharField("réserve", max_length=300, blank=True)

    class Meta:
        verbose_name = "ligne de barème"
        verbose_name_plural = "barème"
        ordering = ["regime", "nature", "rang", "suite", "origine", "periode"]
        constraints = [
            models.CheckConstraint(name="bareme_rang", condition=Q(rang__range=(1, RANG_MAX))),
            models.CheckConstraint(name="bareme_sans_autre", condition=~Q(nature=Nature.AUTRE)),
            models.CheckConstraint(name="bareme_texte_dit", condition=~Q(version="")),
            models.CheckConstraint(
                name="bareme_fourchette",
                condition=Q(
                    suite=Suite.RADIATION,
                    taux_min=None,
                    taux_max=None,
                    plafond=None,
                    duree_min=None,
                    duree_max=None,
                )
                | Q(
                    suite__in=(Suite.SUSPENSION, Suite.SUPPRESSION, Suite.REDUCTION),
                    taux_min__isnull=False,
                    taux_max__isnull=False,
                    plafond__isnull=False,
                    duree_min__isnull=False,
                    duree_max__isnull=False,
                    taux_min__gt=0,
                    taux_max__gte=F("taux_min"),
                    taux_max__lte=100,
                    plafond__gte=F("taux_min"),
                    plafond__lte=F("taux_max"),
                    duree_min__gte=1,
                    duree_max__gte=F("duree_min"),
                ),
                violation_error_message="Le minimum dépasse le maximum, ou le plafond sort de la fourchette.",
            ),
            ExclusionConstraint(
                name="bareme_sans_chevauchement",
                expressions=[
                    (cle_exclusive("regime", "nature", "rang", "suite", "origine"), "="),
                    ("periode", RangeOperators.OVERLAPS),
                ],
                violation_error_message="Une ligne de barème existe déjà pour ce cas pendant cette période.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_suite_display()} — {self.get_nature_display()}, rang {self.rang}"

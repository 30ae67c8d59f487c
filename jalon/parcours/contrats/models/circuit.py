"""Le circuit de validation : ce que chaque organisme demande, et où en est chaque contrat."""

from __future__ import annotations

import uuid

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from jalon.parcours.contrats.enums import NatureEtape, ResultatEtape
from jalon.parcours.contrats.models.contrats import Contrat
from jalon.socle.acces.enums import ROLES_DOSSIERS, Role
from jalon.socle.base.contraintes import cle_exclusive


@pghistory.track()
class EtapeCircuit(models.Model):
    """Une étape demandée par un organisme ; sans organisme, celle de tous ceux qui n'ont pas les leurs.

    `role` : le rôle qui la fait ; `compte` : la seule personne qui peut la faire (une infirmière, par
    exemple). Les contrats déjà soumis gardent les étapes qu'ils avaient.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        "socle_organisations.Organisation", models.CASCADE, null=True, related_name="+",
        verbose_name="organisme",
    )  # fmt: skip
    ordre = models.PositiveSmallIntegerField("ordre")
    nature = models.CharField("nature", max_length=11, choices=NatureEtape.choices)
    libelle = models.CharField("libellé", max_length=100)
    role = models.CharField("rôle", max_length=30, choices=[(r.value, r.label) for r in ROLES_DOSSIERS])
    compte = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, null=True, related_name="+", verbose_name="personne désignée"
    )
    delai_jours = models.PositiveSmallIntegerField("délai en jours")

    class Meta:
        verbose_name = "étape du circuit"
        verbose_name_plural = "étapes du circuit"
        ordering = ["organisation_id", "ordre"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "ordre"], name="etape_circuit_ordre", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="etape_circuit_role_connu", condition=Q(role__in=[r.value for r in ROLES_DOSSIERS])
            ),
        ]

    def __str__(self) -> str:
        return self.libelle


@pghistory.track()
class ConventionSignature(models.Model):
    """La convention par laquelle un organisme (mission locale, CCAS…) signe lui-même les contrats.

    Sans elle, la signature de l'organisme demande la délégation du président du conseil départemental.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        "socle_organisations.Organisation", models.PROTECT, related_name="+", verbose_name="organisme"
    )
    reference = models.CharField("référence de la convention", max_length=150)
    periode = DateRangeField("période")

    class Meta:
        verbose_name = "convention de signature"
        verbose_name_plural = "conventions de signature"
        constraints = [
            models.CheckConstraint(name="convention_signature_citee", condition=~Q(reference="")),
            ExclusionConstraint(
                name="convention_signature_une_a_la_fois",
                expressions=[(cle_exclusive("organisation"), "="), ("periode", RangeOperators.OVERLAPS)],
                violation_error_message="Cet organisme a déjà une convention pendant cette période.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class PassageCircuit(models.Model):
    """Une étape d'une version d'un contrat : qui l'attend, jusqu'à quand, ce qu'elle a donné."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    contrat = models.ForeignKey(Contrat, models.CASCADE, related_name="passages", verbose_name="contrat")
    version = models.PositiveIntegerField("version")
    ordre = models.PositiveSmallIntegerField("ordre")
    nature = models.CharField("nature", max_length=11, choices=NatureEtape.choices)
    libelle = models.CharField("libellé", max_length=100)
    role = models.CharField("rôle", max_length=30, choices=Role.choices)
    compte = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, null=True, related_name="+", verbose_name="personne désignée"
    )
    delai_jours = models.PositiveSmallIntegerField("délai en jours")
    ouvert_le = models.DateField("ouverte le", null=True)
    limite = models.DateField("à faire au plus tard le", null=True)
    resultat = models.CharField("résultat", max_length=10, choices=ResultatEtape.choices, blank=True)
    texte = models.TextField("texte", blank=True)
    fait_le = models.DateTimeField("faite le", null=True)
    fait_par = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, null=True, related_name="+", verbose_name="faite par"
    )
    delegation = models.CharField("délégation citée", max_length=320, blank=True)

    class Meta:
        verbose_name = "passage du circuit"
        verbose_name_plural = "passages du circuit"
        ordering = ["contrat_id", "version", "ordre"]
        indexes = [
            models.Index(
                fields=["limite"], condition=Q(resultat="", ouvert_le__isnull=False), name="passage_attendu"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["contrat", "version", "ordre"], name="passage_unique"),
            models.CheckConstraint(
                name="passage_date_si_fait",
                condition=Q(resultat="", fait_le=None, fait_par=None)
                | (
                    ~Q(resultat="")
                    & Q(fait_le__isnull=False, fait_par__isnull=False, ouvert_le__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="passage_limite_si_ouvert",
                condition=Q(ouvert_le=None, limite=None) | Q(ouvert_le__isnull=False, limite__isnull=False),
            ),
            models.CheckConstraint(
                name="passage_renvoi_motive", condition=~Q(resultat=ResultatEtape.RENVOI) | ~Q(texte="")
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

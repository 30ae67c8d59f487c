"""La table unique des organismes : département, État, opérateurs, organismes référents, prescripteurs."""

from __future__ import annotations

import uuid

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from jalon.socle.organisations.enums import NatureOrganisation


@pghistory.track()
class Organisation(models.Model):
    """Un organisme, quel que soit son rôle dans un programme."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    nom = models.CharField("nom", max_length=200)
    sigle = models.CharField("sigle", max_length=30, blank=True)
    natures = ArrayField(
        models.CharField(max_length=20, choices=NatureOrganisation.choices),
        verbose_name="natures",
        default=list,
        blank=True,
    )
    siret = models.CharField(
        "SIRET",
        max_length=14,
        blank=True,
        validators=[RegexValidator(r"^\d{14}$", "Un SIRET a 14 chiffres.")],
    )

    class Meta:
        verbose_name = "organisation"
        constraints = [
            models.UniqueConstraint(
                Lower("nom"),
                name="organisation_nom_unique",
                violation_error_message="Cette organisation existe déjà.",
            ),
            models.UniqueConstraint(
                fields=["siret"], condition=~Q(siret=""), name="organisation_siret_unique"
            ),
            models.CheckConstraint(
                name="organisation_siret_14_chiffres", condition=Q(siret="") | Q(siret__regex=r"^\d{14}$")
            ),
        ]

    def __str__(self) -> str:
        return self.nom


@pghistory.track()
class AliasOrganisation(models.Model):
    """Un autre nom d'une organisation, tel qu'un document l'écrit."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="alias", verbose_name="organisation"
    )
    nom = models.CharField("nom lu", max_length=200)
    source = models.CharField("document où ce nom a été lu", max_length=200, blank=True)

    class Meta:
        verbose_name = "alias d'organisation"
        verbose_name_plural = "alias d'organisations"
        constraints = [models.UniqueConstraint(Lower("nom"), name="alias_organisation_nom_unique")]

    def __str__(self) -> str:
        return self.nom

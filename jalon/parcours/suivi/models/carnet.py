"""Le carnet : des notes adressées à un cercle. La base dit qui lit chaque cercle (voir docs/suivi.md)."""

from __future__ import annotations

import uuid

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils import timezone

from jalon.parcours.personnes.models import Personne
from jalon.parcours.suivi.enums import RegleCercle
from jalon.socle.base.contraintes import cle_exclusive

CERCLE_PARTAGEABLE = "equipe"
"""Le seul cercle dont une note peut aussi être montrée à la personne."""


class Cercle(models.Model):
    """À qui une note s'adresse."""

    code = models.SlugField("code", max_length=20, primary_key=True)
    libelle = models.CharField("libellé", max_length=60)
    explication = models.CharField("qui lit", max_length=300)
    regle = models.CharField("règle", max_length=12, choices=RegleCercle.choices)
    ordre = models.PositiveSmallIntegerField("ordre", default=1)

    class Meta:
        verbose_name = "cercle"
        ordering = ["ordre", "code"]
        constraints = [
            models.CheckConstraint(
                name="cercle_regle_connue", condition=Q(regle__in=[regle.value for regle in RegleCercle])
            )
        ]

    def __str__(self) -> str:
        return self.libelle


@pghistory.track()
class AccesCercle(models.Model):
    """Un compte qui lit un cercle réservé, pour une période. Écrit par `jalon_ouvrir_cercle`."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    compte = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, related_name="acces_cercles", verbose_name="compte"
    )
    cercle = models.ForeignKey(Cercle, models.PROTECT, verbose_name="cercle")
    periode = DateRangeField("période")
    motif = models.CharField("qualité", max_length=200)
    pose_par = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, related_name="+", verbose_name="posé par"
    )
    pose_le = models.DateTimeField("posé le")

    class Meta:
        verbose_name = "accès à un cercle"
        verbose_name_plural = "accès à un cercle"
        constraints = [
            models.CheckConstraint(name="acces_cercle_motive", condition=~Q(motif="")),
            ExclusionConstraint(
                name="acces_cercle_sans_chevauchement",
                expressions=[(cle_exclusive("compte", "cercle"), "="), ("periode", RangeOperators.OVERLAPS)],
                violation_error_message="Ce compte lit déjà ce cercle pendant cette période.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


@pghistory.track(exclude=["texte", "motif_effacement"])
class NoteCarnet(models.Model):
    """Une note. Elle ne se change pas : une correction est une autre note, qui la remplace.

    `organisation` : la structure pour laquelle l'auteur écrit. Effacée, elle perd son texte, pas son jour.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    personne = models.ForeignKey(Personne, models.PROTECT, related_name="notes", verbose_name="personne")
    date = models.DateField("jour")
    auteur = models.ForeignKey("socle_acces.Compte", models.PROTECT, related_name="+", verbose_name="auteur")
    organisation = models.ForeignKey(
        "socle_organisations.Organisation", models.PROTECT, null=True, verbose_name="structure"
    )
    cercle = models.ForeignKey(Cercle, models.PROTECT, verbose_name="cercle")
    texte = models.TextField("texte", max_length=4000, blank=True)
    partagee = models.BooleanField("montrée à la personne", default=False)
    redigee_le = models.DateTimeField("rédigée le", default=timezone.now)
    remplace = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="correction", verbose_name="corrige"
    )
    remplacee_le = models.DateTimeField("corrigée le", null=True, blank=True)
    effacee_le = models.DateTimeField("effacée le", null=True, blank=True)
    motif_effacement = models.CharField("motif de l'effacement", max_length=200, blank=True)

    class Meta:
        verbose_name = "note du carnet"
        verbose_name_plural = "notes du carnet"
        ordering = ["-date", "-redigee_le", "id"]
        indexes = [models.Index(fields=["personne", "-date"], name="note_personne_date")]
        constraints = [
            models.CheckConstraint(
                name="note_effacee_vide",
                condition=(Q(effacee_le=None, motif_effacement="") & ~Q(texte=""))
                | (Q(effacee_le__isnull=False, texte="") & ~Q(motif_effacement="")),
            ),
            models.CheckConstraint(
                name="note_partagee_cercle",
                condition=Q(partagee=False) | Q(cercle=CERCLE_PARTAGEABLE),
                violation_error_message="Seule une note adressée à l'équipe peut être montrée à la personne.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

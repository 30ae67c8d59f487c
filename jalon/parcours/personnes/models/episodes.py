"""Épisodes : chaque séjour d'une personne dans le RSA, de l'entrée à la sortie."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from jalon.parcours.personnes.enums import MotifEntree, MotifSortie, Regime
from jalon.parcours.personnes.models.foyers import Personne


class Episode(models.Model):
    """Un séjour : `sortie` est le premier jour hors du RSA ; vide tant qu'il court.

    Déduit des droits ouverts du foyer et de la présence de l'adulte dans ce foyer. Sa clé reste la même
    quand une source corrige ses bornes.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    personne = models.ForeignKey(
        Personne, models.PROTECT, related_name="episodes", db_index=False, verbose_name="personne"
    )
    entree = models.DateField("entrée")
    sortie = models.DateField("sortie", null=True, blank=True)
    motif_entree = models.CharField("motif d'entrée", max_length=10, choices=MotifEntree.choices)
    motif_sortie = models.CharField("motif de sortie", max_length=12, choices=MotifSortie.choices, blank=True)
    regime = models.CharField("régime", max_length=12, choices=Regime.choices)
    connu_le = models.DateField("transmis par la caisse le")

    class Meta:
        verbose_name = "épisode"
        ordering = ["personne_id", "entree"]
        indexes = [models.Index(fields=["entree"], name="episode_entree")]
        constraints = [
            models.UniqueConstraint(fields=["personne", "entree"], name="episode_une_entree_par_jour"),
            models.UniqueConstraint(
                fields=["personne"], condition=Q(sortie=None), name="episode_un_seul_en_cours"
            ),
            models.CheckConstraint(
                name="episode_sortie_apres_entree",
                condition=Q(sortie=None) | Q(sortie__gt=models.F("entree")),
            ),
            models.CheckConstraint(
                name="episode_motif_si_sorti",
                condition=Q(sortie=None, motif_sortie="") | (Q(sortie__isnull=False) & ~Q(motif_sortie="")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

"""Ce qu'une personne a demandé et qui se fait sans elle : où cela en est, et le résultat."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from jalon.socle.taches.enums import EtatTache


class Tache(models.Model):
    """Une tâche longue lancée par un compte. Elle ne porte aucune donnée personnelle : des clés seulement."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    verbe = models.CharField("verbe", max_length=80)
    libelle = models.CharField("libellé", max_length=200)
    arguments = models.JSONField("arguments", default=dict)
    compte = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, related_name="taches", verbose_name="demandée par"
    )
    etat = models.CharField("état", max_length=12, choices=EtatTache.choices, default=EtatTache.EN_ATTENTE)
    avancement = models.PositiveSmallIntegerField("avancement en %", default=0)
    message = models.CharField("message", max_length=300, blank=True)
    piece = models.ForeignKey(
        "socle_pieces.Piece", models.PROTECT, null=True, blank=True, verbose_name="pièce produite"
    )
    resultat = models.JSONField("résultat", default=dict, blank=True)
    erreur = models.TextField("erreur", blank=True)
    creee_le = models.DateTimeField("créée le", auto_now_add=True)
    commencee_le = models.DateTimeField("commencée le", null=True)
    finie_le = models.DateTimeField("finie le", null=True)
    vue_le = models.DateTimeField("vue le", null=True)

    class Meta:
        verbose_name = "tâche"
        indexes = [models.Index(fields=["compte", "-creee_le"], name="tache_compte_recentes")]
        constraints = [
            models.CheckConstraint(name="tache_avancement_0_100", condition=Q(avancement__lte=100)),
            models.CheckConstraint(
                name="tache_dates_selon_etat",
                condition=Q(etat=EtatTache.EN_ATTENTE, finie_le=None)
                | Q(etat=EtatTache.EN_COURS, commencee_le__isnull=False, finie_le=None)
                | Q(etat__in=[EtatTache.TERMINEE, EtatTache.ECHOUEE], finie_le__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.libelle

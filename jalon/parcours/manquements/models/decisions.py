"""Ce qui est décidé, levé, et demandé à la caisse."""

from __future__ import annotations

import uuid

import pghistory
from django.db import models
from django.db.models import Q

from jalon.parcours.manquements.enums import MotifLevee, SensOrdre, Suite
from jalon.parcours.manquements.models.baremes import Bareme
from jalon.parcours.manquements.models.manquements import Manquement, apres

CHIFFREES = (Suite.SUSPENSION, Suite.SUPPRESSION, Suite.REDUCTION)


@pghistory.track()
class Decision(models.Model):
    """Une décision signée, jamais modifiée : un recours ou une levée la suit sans l'effacer.

    `taux` en points de `base` (euros par mois ; vide : la caisse ne l'a pas transmis). `fin` est le dernier
    jour d'effet, compris. `personnes_foyer` et `majore` : ce qui a été pesé ce jour-là. La base vérifie le
    délai d'observations, l'avis, la fourchette, le plafond, le préalable et la délégation du signataire.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    manquement = models.OneToOneField(
        Manquement, models.PROTECT, related_name="decision", verbose_name="manquement"
    )
    suite = models.CharField("suite", max_length=11, choices=Suite.choices)
    decide_le = models.DateField("décidée le")
    bareme = models.ForeignKey(
        Bareme, models.PROTECT, null=True, related_name="+", verbose_name="ligne de barème"
    )
    rang = models.PositiveSmallIntegerField("rang")
    taux = models.DecimalField("taux", max_digits=5, decimal_places=2, null=True)
    duree_mois = models.PositiveSmallIntegerField("durée en mois", null=True)
    debut = models.DateField("effet du", null=True)
    fin = models.DateField("effet au", null=True)
    base = models.DecimalField("montant de référence", max_digits=9, decimal_places=2, null=True)
    personnes_foyer = models.PositiveSmallIntegerField("personnes au foyer")
    majore = models.BooleanField("RSA majoré", default=False)
    composition = models.CharField("composition du foyer", max_length=200, blank=True)
    motivation = models.TextField("motivation", max_length=4000, blank=True)
    texte_applique = models.CharField("texte appliqué", max_length=200)
    signataire = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, related_name="+", verbose_name="signataire"
    )
    qualite = models.CharField("qualité du signataire", max_length=150)
    delegation = models.CharField("arrêté de délégation", max_length=150)

    class Meta:
        verbose_name = "décision"
        constraints = [
            models.CheckConstraint(
                name="decision_effet_complet",
                condition=Q(suite=Suite.SANS_SUITE, taux=None, duree_mois=None, debut=None, fin=None)
                | (
                    Q(suite=Suite.RADIATION, taux=None, duree_mois=None, fin=None)
                    & apres("debut", "decide_le")
                )
                | (
                    Q(suite__in=CHIFFREES, taux__isnull=False, taux__gt=0, taux__lte=100)
                    & Q(duree_mois__isnull=False, duree_mois__gte=1)
                    & apres("debut", "decide_le")
                    & apres("fin", "debut")
                ),
            ),
            models.CheckConstraint(
                name="decision_bareme_dit",
                condition=Q(suite=Suite.SANS_SUITE, bareme=None)
                | (~Q(suite=Suite.SANS_SUITE) & Q(bareme__isnull=False)),
            ),
            models.CheckConstraint(name="decision_signee", condition=~Q(qualite="") & ~Q(delegation="")),
            models.CheckConstraint(name="decision_foyer", condition=Q(personnes_foyer__gte=1)),
        ]

    def __str__(self) -> str:
        return str(self.pk)


@pghistory.track()
class Levee(models.Model):
    """La fin d'une sanction avant son terme. `reverse_mois` : mois rendus, au plus ceux du paramètre."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    manquement = models.OneToOneField(
        Manquement, models.PROTECT, related_name="levee", verbose_name="manquement"
    )
    le = models.DateField("à compter du")
    decidee_le = models.DateField("décidée le")
    motif = models.CharField("motif", max_length=16, choices=MotifLevee.choices)
    precision = models.CharField("précision", max_length=500, blank=True)
    reverse_mois = models.PositiveSmallIntegerField("mois reversés", default=0)
    signataire = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, related_name="+", verbose_name="signataire"
    )
    qualite = models.CharField("qualité du signataire", max_length=150)
    delegation = models.CharField("arrêté de délégation", max_length=150)

    class Meta:
        verbose_name = "levée"

    def __str__(self) -> str:
        return str(self.pk)


class Bordereau(models.Model):
    """Un fichier d'ordres remis à la caisse (CASF L. 262-37)."""

    id = models.BigAutoField(primary_key=True)
    etabli_le = models.DateTimeField("établi le", auto_now_add=True)
    par = models.ForeignKey("socle_acces.Compte", models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "bordereau"
        verbose_name_plural = "bordereaux"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.pk)


class Ordre(models.Model):
    """Ce que la caisse doit faire, et le bordereau qui le lui a dit ; sans bordereau, il reste à envoyer."""

    id = models.BigAutoField(primary_key=True)
    manquement = models.ForeignKey(
        Manquement, models.PROTECT, related_name="ordres", verbose_name="manquement"
    )
    sens = models.CharField("sens", max_length=9, choices=SensOrdre.choices)
    suite = models.CharField("suite", max_length=11, choices=Suite.choices)
    effet_du = models.DateField("effet du")
    effet_au = models.DateField("effet au", null=True)
    taux = models.DecimalField("taux", max_digits=5, decimal_places=2, null=True)
    reverse_mois = models.PositiveSmallIntegerField("mois reversés", default=0)
    donne_le = models.DateField("donné le")
    bordereau = models.ForeignKey(
        Bordereau, models.PROTECT, null=True, related_name="ordres", verbose_name="bordereau"
    )

    class Meta:
        verbose_name = "ordre à la caisse"
        verbose_name_plural = "ordres à la caisse"
        ordering = ["donne_le", "pk"]
        indexes = [
            models.Index(fields=["donne_le"], condition=Q(bordereau=None), name="ordre_a_envoyer"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

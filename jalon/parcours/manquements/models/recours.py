"""Le recours préalable obligatoire, puis le tribunal."""

from __future__ import annotations

import uuid

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q

from jalon.parcours.manquements.enums import TRANSITIONS_RECOURS, EtatRecours
from jalon.parcours.manquements.models.manquements import Manquement, apres

R = EtatRecours
DECIDES = (R.ANNULE, R.REFORME, R.REJETE)
JUGES = (R.TA_ANNULE, R.TA_REJETE)
AU_TRIBUNAL = (R.TA, *JUGES)


@pghistory.track()
class Recours(models.Model):
    """Un recours contre une décision notifiée. Il ne suspend pas la sanction : il a ses propres états.

    `echeance` : dernier jour pour répondre, compris ; passé, le silence vaut rejet (CRPA L. 411-7).
    `tardif` : déposé après le délai de recours, ce qui se dit sans le refuser. Un taux ou une durée réformés
    n'alourdissent jamais la décision.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    manquement = models.ForeignKey(
        Manquement, models.PROTECT, related_name="recours", verbose_name="manquement"
    )
    etat = models.CharField("état", max_length=10, choices=EtatRecours.choices, default=EtatRecours.DEPOSE)
    depose_le = models.DateField("reçu le")
    motifs = models.TextField("motifs", max_length=4000, blank=True)
    association = models.CharField("association", max_length=200, blank=True)
    mandat = models.ForeignKey(
        "socle_pieces.Piece", models.PROTECT, null=True, related_name="+", verbose_name="mandat écrit"
    )
    tardif = models.BooleanField("hors délai", default=False)
    echeance = models.DateField("réponse avant la fin du")
    note_par = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, related_name="+", verbose_name="noté par"
    )
    decide_le = models.DateField("décidé le", null=True)
    motivation = models.TextField("motivation", max_length=4000, blank=True)
    taux = models.DecimalField("taux réformé", max_digits=5, decimal_places=2, null=True)
    duree_mois = models.PositiveSmallIntegerField("durée réformée", null=True)
    signataire = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, null=True, related_name="+", verbose_name="signataire"
    )
    qualite = models.CharField("qualité du signataire", max_length=150, blank=True)
    delegation = models.CharField("arrêté de délégation", max_length=150, blank=True)
    tribunal = models.CharField("tribunal", max_length=120, blank=True)
    tribunal_saisi_le = models.DateField("tribunal saisi le", null=True)
    tribunal_decide_le = models.DateField("jugement du", null=True)

    class Meta:
        verbose_name = "recours"
        verbose_name_plural = "recours"
        ordering = ["-depose_le", "id"]
        triggers = [
            pgtrigger.FSM(
                name="recours_transitions",
                field="etat",
                transitions=[
                    (de.value, vers.value) for de, suite in TRANSITIONS_RECOURS.items() for vers in suite
                ],
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["manquement"], name="recours_un_par_decision"),
            models.CheckConstraint(
                name="recours_mandat",
                condition=Q(association="", mandat=None) | (~Q(association="") & Q(mandat__isnull=False)),
                violation_error_message="Une association dépose avec le mandat écrit de la personne.",
            ),
            models.CheckConstraint(name="recours_echeance", condition=Q(echeance__gt=F("depose_le"))),
            models.CheckConstraint(
                name="recours_decide_date",
                condition=(
                    Q(etat__in=DECIDES, signataire__isnull=False)
                    & apres("decide_le", "depose_le")
                    & ~Q(qualite="")
                    & ~Q(delegation="")
                )
                | Q(etat=R.DEPOSE, decide_le=None, signataire=None)
                | Q(etat=R.IMPLICITE, decide_le__isnull=False, decide_le__gt=F("echeance"), signataire=None)
                | Q(etat__in=AU_TRIBUNAL, decide_le__isnull=False),
            ),
            models.CheckConstraint(
                name="recours_reforme_dite",
                condition=Q(taux=None, duree_mois=None)
                | Q(taux__isnull=False, taux__gt=0, duree_mois__isnull=False, duree_mois__gte=1),
            ),
            models.CheckConstraint(
                name="recours_tribunal_date",
                condition=(Q(etat__in=AU_TRIBUNAL) & apres("tribunal_saisi_le", "decide_le"))
                | (~Q(etat__in=AU_TRIBUNAL) & Q(tribunal_saisi_le=None)),
            ),
            models.CheckConstraint(
                name="recours_jugement_date",
                condition=(Q(etat__in=JUGES) & apres("tribunal_decide_le", "tribunal_saisi_le"))
                | (~Q(etat__in=JUGES) & Q(tribunal_decide_le=None)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

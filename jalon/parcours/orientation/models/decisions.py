"""Les propositions d'un passage des règles, et les orientations décidées par quelqu'un."""

from __future__ import annotations

import uuid

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from jalon.parcours.orientation.enums import (
    EtatProposition,
    Motif,
    MotifRefus,
    NaturePopulation,
    Origine,
    Voie,
)
from jalon.parcours.orientation.models.regles import JeuRegles, Regle
from jalon.parcours.personnes.enums import Regime
from jalon.parcours.personnes.models import Affectation, Personne


class Passage(models.Model):
    """Une version des règles passée sur la file un jour donné ; `bilan` : des comptes, aucune personne."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    jeu = models.ForeignKey(JeuRegles, models.PROTECT, related_name="passages", verbose_name="règles")
    jour = models.DateField("jour")
    population = models.CharField("population", max_length=10, choices=NaturePopulation.choices)
    territoire = models.CharField("SIREN de l'intercommunalité", max_length=9, blank=True)
    bilan = models.JSONField("bilan", default=dict)
    lance_par = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, related_name="+", verbose_name="lancé par"
    )
    lance_le = models.DateTimeField("lancé le", auto_now_add=True)

    class Meta:
        verbose_name = "passage des règles"
        verbose_name_plural = "passages des règles"
        ordering = ["-lance_le"]

    def __str__(self) -> str:
        return f"passage du {self.jour:%d/%m/%Y}"


class Proposition(models.Model):
    """Ce qu'une règle propose pour une personne, et pourquoi ; `regle` vide : aucune n'a suffi.

    `trace` : `{"jour", "criteres": [{code, operateur, attendu, lu}], "ecartees": [{ordre, code, lu}],
    "places"}` : de quoi répondre à qui demande les raisons (CRPA R. 311-3-1-2). Sans voie : un entretien de
    diagnostic est proposé.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    personne = models.ForeignKey(
        Personne, models.PROTECT, related_name="propositions", verbose_name="personne"
    )
    passage = models.ForeignKey(Passage, models.PROTECT, related_name="propositions", verbose_name="passage")
    regle = models.ForeignKey(
        Regle, models.PROTECT, null=True, related_name="propositions", verbose_name="règle"
    )
    voie = models.CharField("voie", max_length=24, choices=Voie.choices, blank=True)
    organisme = models.ForeignKey(
        "socle_organisations.Organisation", models.PROTECT, null=True, verbose_name="organisme"
    )
    trace = models.JSONField("raisons", default=dict)
    etat = models.CharField(
        "état", max_length=10, choices=EtatProposition.choices, default=EtatProposition.PROPOSEE
    )
    motif_refus = models.CharField("motif du refus", max_length=24, choices=MotifRefus.choices, blank=True)
    motif_texte = models.CharField("précision", max_length=500, blank=True)
    decidee_par = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, null=True, related_name="+", verbose_name="décidée par"
    )
    decidee_le = models.DateField("décidée le", null=True)

    class Meta:
        verbose_name = "proposition d'orientation"
        verbose_name_plural = "propositions d'orientation"
        indexes = [
            models.Index(
                fields=["personne"],
                condition=Q(etat=EtatProposition.PROPOSEE),
                name="proposition_a_decider",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="proposition_organisme_si_voie",
                condition=Q(voie="", organisme=None) | (~Q(voie="") & Q(organisme__isnull=False)),
            ),
            models.CheckConstraint(
                name="proposition_refus_motive",
                condition=(~Q(etat=EtatProposition.REFUSEE) & Q(motif_refus="")) | ~Q(motif_refus=""),
            ),
            models.CheckConstraint(
                name="proposition_decidee_par_quelqu_un",
                condition=Q(
                    etat__in=(EtatProposition.PROPOSEE, EtatProposition.PERIMEE),
                    decidee_par=None,
                    decidee_le=None,
                )
                | Q(
                    etat__in=(EtatProposition.ACCEPTEE, EtatProposition.REFUSEE),
                    decidee_par__isnull=False,
                    decidee_le__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


@pghistory.track()
class Orientation(models.Model):
    """Une orientation décidée. Celle en cours est la dernière non annulée ; changer : en décider une autre.

    `regime` est celui de l'épisode au jour de la décision. `notifiee_le` : jour où la notification est
    partie ; avant, la décision s'annule, après elle se remplace. Source : CASF L. 262-29 et D. 262-65-2.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    personne = models.ForeignKey(
        Personne, models.PROTECT, related_name="orientations", verbose_name="personne"
    )
    regime = models.CharField("régime", max_length=12, choices=Regime.choices)
    voie = models.CharField("voie", max_length=24, choices=Voie.choices)
    organisme_referent = models.ForeignKey(
        "socle_organisations.Organisation",
        models.PROTECT,
        related_name="orientations",
        verbose_name="organisme référent",
    )
    referent = models.ForeignKey(
        "socle_acces.Compte",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="orientations",
        verbose_name="référent unique",
    )
    decidee_le = models.DateField("décidée le")
    notifiee_le = models.DateField("notifiée le", null=True, blank=True)
    annulee_le = models.DateField("annulée le", null=True, blank=True)
    decidee_par = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, related_name="+", verbose_name="décidée par"
    )
    notifiee_par = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, null=True, related_name="+", verbose_name="notifiée par"
    )
    annulee_par = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, null=True, related_name="+", verbose_name="annulée par"
    )
    delegation = models.ForeignKey(
        "socle_acces.Delegation",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="délégation de signature",
    )
    motif = models.CharField("motif", max_length=20, choices=Motif.choices)
    motif_texte = models.CharField("précision", max_length=500, blank=True)
    origine = models.CharField("origine", max_length=10, choices=Origine.choices)
    proposition = models.ForeignKey(
        Proposition, models.PROTECT, null=True, related_name="orientations", verbose_name="proposition"
    )
    precedente = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="suivantes", verbose_name="orientation remplacée"
    )
    affectation = models.ForeignKey(
        Affectation, models.SET_NULL, null=True, related_name="+", verbose_name="affectation ouverte"
    )
    enregistree_le = models.DateTimeField("enregistrée le", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "orientation"
        ordering = ["-decidee_le", "-enregistree_le"]
        indexes = [
            models.Index(
                fields=["personne", "decidee_le"],
                condition=Q(annulee_le=None),
                name="orientation_en_vigueur",
            ),
            models.Index(
                fields=["organisme_referent", "voie"],
                condition=Q(annulee_le=None),
                name="orientation_organisme",
            ),
            models.Index(
                fields=["decidee_le"],
                condition=Q(annulee_le=None, notifiee_le=None),
                name="orientation_a_notifier",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="orientation_notifiee_apres_decidee",
                condition=Q(notifiee_le=None) | Q(notifiee_le__gte=F("decidee_le")),
            ),
            models.CheckConstraint(
                name="orientation_annulee_avant_notification",
                condition=Q(annulee_le=None) | Q(annulee_le__gte=F("decidee_le"), notifiee_le=None),
            ),
            models.CheckConstraint(
                name="orientation_actes_signes",
                condition=(
                    Q(annulee_le=None, annulee_par=None)
                    | Q(annulee_le__isnull=False, annulee_par__isnull=False)
                )
                & (
                    Q(notifiee_le=None, notifiee_par=None)
                    | Q(notifiee_le__isnull=False, notifiee_par__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="orientation_regle_si_proposee",
                condition=Q(origine=Origine.REGLE, proposition__isnull=False)
                | (~Q(origine=Origine.REGLE) & Q(proposition=None)),
            ),
            models.CheckConstraint(
                name="orientation_motif_autre_ecrit",
                condition=~Q(motif=Motif.AUTRE) | ~Q(motif_texte=""),
            ),
            models.UniqueConstraint(
                fields=["precedente"],
                condition=Q(annulee_le=None),
                name="orientation_remplacee_une_fois",
                violation_error_message="Cette orientation vient d'être remplacée : rechargez la fiche.",
            ),
            models.UniqueConstraint(
                fields=["proposition"],
                condition=Q(annulee_le=None),
                name="orientation_proposition_une_fois",
                violation_error_message="Cette proposition a déjà été décidée : rechargez la fiche.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

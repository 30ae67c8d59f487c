"""Ce qui a été fixé : le rendez-vous, la place qu'y tient une personne, l'invitation à en choisir un."""

from __future__ import annotations

import uuid

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q

from jalon.parcours.rendezvous.enums import (
    Canal,
    Issue,
    Mode,
    MotifAnnulation,
    Origine,
    PrisPar,
)
from jalon.parcours.rendezvous.models.agenda import Creneau, Lieu, Motif, periode
from jalon.socle.base.contraintes import cle_exclusive


@pghistory.track(exclude=["pris"])
class RendezVous(models.Model):
    """Une heure fixée, pour une personne ou pour plusieurs. `convocation` : la date est imposée.

    `pris` compte les places tenues ; la base le tient et refuse qu'il dépasse `capacite`.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    motif = models.ForeignKey(Motif, models.PROTECT, related_name="rendezvous", verbose_name="motif")
    lieu = models.ForeignKey(Lieu, models.PROTECT, related_name="rendezvous", verbose_name="lieu")
    agent = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, null=True, related_name="rendezvous", verbose_name="agent"
    )
    mode = models.CharField("mode", max_length=10, choices=Mode.choices, default=Mode.SUR_PLACE)
    debut = models.DateTimeField("début")
    fin = models.DateTimeField("fin")
    creneau = models.ForeignKey(
        Creneau, models.PROTECT, null=True, related_name="rendezvous", verbose_name="créneau"
    )
    capacite = models.PositiveSmallIntegerField("places", default=1)
    pris = models.PositiveSmallIntegerField("places prises", default=0, editable=False)
    convocation = models.BooleanField("convocation", default=False)
    annule_le = models.DateTimeField("annulé le", null=True)
    motif_annulation = models.CharField(
        "pourquoi annulé", max_length=15, choices=MotifAnnulation.choices, blank=True
    )
    cree_par = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, related_name="+", verbose_name="fixé par"
    )
    cree_le = models.DateTimeField("fixé le")

    class Meta:
        verbose_name = "rendez-vous"
        verbose_name_plural = "rendez-vous"
        ordering = ["debut", "id"]
        indexes = [
            models.Index(fields=["debut"], condition=Q(annule_le=None), name="rendezvous_debut"),
            models.Index(fields=["lieu", "debut"], name="rendezvous_lieu_debut"),
        ]
        constraints = [
            models.CheckConstraint(
                name="rendezvous_fin_apres_debut",
                condition=Q(fin__gt=F("debut")),
                violation_error_message="Un rendez-vous finit après son début.",
            ),
            models.CheckConstraint(name="rendezvous_places_possibles", condition=Q(capacite__range=(1, 500))),
            models.CheckConstraint(name="rendezvous_places_tenues", condition=Q(pris__lte=F("capacite"))),
            models.CheckConstraint(
                name="rendezvous_annule_vide",
                condition=Q(annule_le=None, motif_annulation="")
                | (Q(annule_le__isnull=False, pris=0) & ~Q(motif_annulation="")),
            ),
            models.UniqueConstraint(
                fields=["creneau"], condition=Q(annule_le=None), name="rendezvous_un_par_creneau"
            ),
            ExclusionConstraint(
                name="rendezvous_agent_sans_recouvrement",
                expressions=[(cle_exclusive("agent"), "="), (periode(), RangeOperators.OVERLAPS)],
                condition=Q(annule_le=None, agent__isnull=False),
                violation_error_message="Cet agent a déjà un rendez-vous à cette heure.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


@pghistory.track(exclude=["excuse", "rappel_le"])
class Participation(models.Model):
    """La place d'une personne à un rendez-vous, et ce qu'elle est devenue.

    Un déclencheur tient les places, refuse deux rendez-vous qui se recouvrent, une présence à un rendez-vous
    annulé et une présence notée avant l'heure ; réunir deux fiches ne le réveille pas.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    rendezvous = models.ForeignKey(
        RendezVous, models.PROTECT, related_name="participations", verbose_name="rendez-vous"
    )
    personne = models.ForeignKey(
        "parcours_personnes.Personne",
        models.PROTECT,
        related_name="participations",
        verbose_name="personne",
    )
    pris_par = models.CharField("pris par", max_length=10, choices=PrisPar.choices)
    pris_par_compte = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, null=True, related_name="+", verbose_name="agent qui l'a pris"
    )
    pris_le = models.DateTimeField("pris le")
    rappel_le = models.DateTimeField("rappelé le", null=True)
    issue = models.CharField("issue", max_length=15, choices=Issue.choices, null=True)
    issue_le = models.DateTimeField("issue notée le", null=True)
    issue_par = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, null=True, related_name="+", verbose_name="issue notée par"
    )
    excuse = models.CharField("excuse donnée", max_length=300, blank=True)

    class Meta:
        verbose_name = "participation"
        ordering = ["rendezvous_id", "pris_le"]
        indexes = [
            models.Index(fields=["rendezvous"], condition=Q(issue=None), name="participation_sans_issue"),
        ]
        constraints = [
            models.CheckConstraint(
                name="participation_issue_datee",
                condition=Q(issue=None, issue_le=None) | Q(issue__isnull=False, issue_le__isnull=False),
            ),
            models.CheckConstraint(
                name="participation_excuse_si_excusee", condition=Q(excuse="") | Q(issue=Issue.EXCUSE)
            ),
            models.CheckConstraint(
                name="participation_agent_si_agent",
                condition=Q(pris_par=PrisPar.AGENT, pris_par_compte__isnull=False)
                | (~Q(pris_par=PrisPar.AGENT) & Q(pris_par_compte=None)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Invitation(models.Model):
    """Demander à une personne de choisir sa date avant `expire_le`. `lot` : envoyée avec d'autres.

    `rang` : 1 pour une invitation décidée par un agent, puis une de plus à chaque ré-invitation automatique.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    personne = models.ForeignKey(
        "parcours_personnes.Personne", models.PROTECT, related_name="invitations", verbose_name="personne"
    )
    motif = models.ForeignKey(Motif, models.PROTECT, related_name="invitations", verbose_name="motif")
    organisation = models.ForeignKey(
        "socle_organisations.Organisation",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="organisation qui reçoit",
    )
    agent = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, null=True, related_name="+", verbose_name="agent qui reçoit"
    )
    canaux = ArrayField(
        models.CharField(max_length=10, choices=Canal.choices), verbose_name="canaux", default=list
    )
    envoyee_le = models.DateTimeField("envoyée le")
    expire_le = models.DateTimeField("expire le")
    relancee_le = models.DateTimeField("relancée le", null=True)
    annulee_le = models.DateTimeField("annulée le", null=True)
    origine = models.CharField("origine", max_length=12, choices=Origine.choices, default=Origine.AGENT)
    rang = models.PositiveSmallIntegerField("rang", default=1)
    lot = models.UUIDField("lot", null=True)
    faite_par = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, related_name="+", verbose_name="faite par"
    )

    class Meta:
        verbose_name = "invitation"
        ordering = ["-envoyee_le", "id"]
        indexes = [
            models.Index(fields=["motif", "personne", "envoyee_le"], name="invitation_suivi"),
            models.Index(fields=["lot"], condition=Q(lot__isnull=False), name="invitation_lot"),
            models.Index(fields=["expire_le"], condition=Q(annulee_le=None), name="invitation_expire"),
        ]
        constraints = [
            models.CheckConstraint(
                name="invitation_expire_apres_envoi",
                condition=Q(expire_le__gt=F("envoyee_le")),
                violation_error_message="Une invitation expire après son envoi.",
            ),
            models.CheckConstraint(name="invitation_rang_positif", condition=Q(rang__gte=1)),
        ]

    def __str__(self) -> str:
        return str(self.pk)

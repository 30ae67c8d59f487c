"""Autour d'une personne : son équipe, et les relais d'un référent à l'autre.

Le référent unique est l'affectation en cours à un compte qui n'est pas celle d'un membre de l'équipe.
"""

from __future__ import annotations

import uuid

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from jalon.parcours.personnes.models import Affectation, Personne
from jalon.socle.base.contraintes import cle_exclusive


class FonctionEquipe(models.Model):
    """Ce qu'un membre fait autour d'une personne ; `cercles` : les cercles réservés qu'elle ouvre."""

    code = models.SlugField("code", max_length=30, primary_key=True)
    libelle = models.CharField("libellé", max_length=100)
    cercles = ArrayField(models.CharField(max_length=20), verbose_name="cercles ouverts", default=list)
    ordre = models.PositiveSmallIntegerField("ordre", default=1)

    class Meta:
        verbose_name = "fonction dans l'équipe"
        verbose_name_plural = "fonctions dans l'équipe"
        ordering = ["ordre", "code"]

    def __str__(self) -> str:
        return self.libelle


@pghistory.track()
class EquipePersonne(models.Model):
    """Un membre de l'équipe autour d'une personne, pour une période. Écrit par des fonctions de la base.

    `affectation` : ce qui lui ouvre le dossier. `doublon` : la même présence existe déjà, depuis que deux
    fiches ont été réunies.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    personne = models.ForeignKey(Personne, models.PROTECT, related_name="equipe", verbose_name="personne")
    compte = models.ForeignKey("socle_acces.Compte", models.PROTECT, null=True, verbose_name="compte")
    organisation = models.ForeignKey(
        "socle_organisations.Organisation", models.PROTECT, null=True, verbose_name="structure"
    )
    fonction = models.ForeignKey(FonctionEquipe, models.PROTECT, verbose_name="fonction")
    periode = DateRangeField("période")
    affectation = models.OneToOneField(
        Affectation, models.SET_NULL, null=True, related_name="equipe", verbose_name="ouvre le dossier"
    )
    doublon = models.BooleanField("en double depuis une réunion de fiches", default=False)
    ajoute_par = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, related_name="+", verbose_name="ajouté par"
    )
    ajoute_le = models.DateTimeField("ajouté le")

    class Meta:
        verbose_name = "membre de l'équipe"
        verbose_name_plural = "membres de l'équipe"
        constraints = [
            models.CheckConstraint(
                name="equipe_un_compte_ou_une_structure",
                condition=Q(compte__isnull=False, organisation=None)
                | Q(compte=None, organisation__isnull=False),
            ),
            ExclusionConstraint(
                name="equipe_une_fois_a_la_fois",
                expressions=[
                    (cle_exclusive("personne", "compte", "organisation"), "="),
                    ("periode", RangeOperators.OVERLAPS),
                ],
                condition=Q(doublon=False),
                violation_error_message="Ce membre est déjà dans l'équipe pendant cette période.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Transfert(models.Model):
    """Un lot de relais décidés ensemble, qui s'annulent ensemble."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    de = models.ForeignKey("socle_acces.Compte", models.PROTECT, related_name="+", verbose_name="de")
    vers = models.ForeignKey("socle_acces.Compte", models.PROTECT, related_name="+", verbose_name="vers")
    le = models.DateField("à compter du")
    motif = models.CharField("motif", max_length=300)
    par = models.ForeignKey("socle_acces.Compte", models.PROTECT, related_name="+", verbose_name="par")
    fait_le = models.DateTimeField("fait le", auto_now_add=True)
    annule_le = models.DateTimeField("annulé le", null=True)

    class Meta:
        verbose_name = "transfert de portefeuille"
        verbose_name_plural = "transferts de portefeuille"
        ordering = ["-fait_le", "id"]

    def __str__(self) -> str:
        return str(self.pk)


class Relais(models.Model):
    """Le passage daté d'un référent à un autre. Écrit par `jalon_passer_le_relais`, jamais changé.

    `fermee`, `ouverte` : les affectations qu'il ferme et ouvre ; `fin_precedente` sert à l'annuler.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    personne = models.ForeignKey(Personne, models.PROTECT, related_name="relais", verbose_name="personne")
    de = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, null=True, related_name="+", verbose_name="de"
    )
    vers = models.ForeignKey("socle_acces.Compte", models.PROTECT, related_name="+", verbose_name="vers")
    le = models.DateField("à compter du")
    motif = models.CharField("motif", max_length=300)
    fermee = models.ForeignKey(
        Affectation, models.SET_NULL, null=True, related_name="+", verbose_name="affectation fermée"
    )
    fin_precedente = models.DateField("fin qu'elle avait", null=True)
    ouverte = models.ForeignKey(
        Affectation, models.SET_NULL, null=True, related_name="+", verbose_name="affectation ouverte"
    )
    transfert = models.ForeignKey(
        Transfert, models.PROTECT, null=True, related_name="relais", verbose_name="transfert"
    )
    decide_par = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, related_name="+", verbose_name="décidé par"
    )
    decide_le = models.DateTimeField("décidé le")
    annule_le = models.DateTimeField("annulé le", null=True)

    class Meta:
        verbose_name = "relais"
        verbose_name_plural = "relais"
        ordering = ["-le", "id"]
        constraints = [
            models.CheckConstraint(name="relais_vers_un_autre", condition=Q(de=None) | ~Q(de=F("vers"))),
            models.CheckConstraint(name="relais_motive", condition=~Q(motif="")),
        ]

    def __str__(self) -> str:
        return str(self.pk)

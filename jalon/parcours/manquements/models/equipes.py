"""Équipes pluridisciplinaires, leurs séances, et les dossiers minimisés qu'elles examinent."""

from __future__ import annotations

import uuid

import pghistory
import pgtrigger
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q

from jalon.parcours.manquements.enums import TRANSITIONS_SEANCE, Avis, Convocation, EtatSeance, QualiteMembre
from jalon.parcours.manquements.models.manquements import Manquement, apres

TENUES = (EtatSeance.TENUE, EtatSeance.CLOSE)


@pghistory.track()
class Equipe(models.Model):
    """Une équipe : son nom, son ressort, son quorum (CASF L. 262-39, R. 262-70)."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    nom = models.CharField("nom", max_length=150, unique=True)
    ressort = models.CharField("ressort", max_length=200, blank=True)
    quorum = models.PositiveSmallIntegerField("quorum")
    arrete = models.CharField("arrêté de composition", max_length=150, blank=True)

    class Meta:
        verbose_name = "équipe pluridisciplinaire"
        verbose_name_plural = "équipes pluridisciplinaires"
        ordering = ["nom"]
        constraints = [models.CheckConstraint(name="equipe_quorum", condition=Q(quorum__gte=1))]

    def __str__(self) -> str:
        return self.nom


@pghistory.track()
class MembreEquipe(models.Model):
    """Qui siège, à quel titre, de quand à quand. `compte` : celui qui lui ouvre ses dossiers minimisés."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    equipe = models.ForeignKey(Equipe, models.CASCADE, related_name="membres", verbose_name="équipe")
    nom = models.CharField("nom", max_length=150)
    qualite = models.CharField("au titre de", max_length=14, choices=QualiteMembre.choices)
    suppleant = models.BooleanField("suppléant", default=False)
    compte = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, null=True, related_name="+", verbose_name="compte"
    )
    periode = DateRangeField("période")

    class Meta:
        verbose_name = "membre d'une équipe"
        verbose_name_plural = "membres d'une équipe"
        ordering = ["qualite", "suppleant", "nom"]

    def __str__(self) -> str:
        return self.nom


@pghistory.track()
class Seance(models.Model):
    """Une séance. `quorum` : celui de l'équipe le jour où la séance est créée."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    equipe = models.ForeignKey(Equipe, models.PROTECT, related_name="seances", verbose_name="équipe")
    prevue_le = models.DateTimeField("prévue le")
    lieu = models.CharField("lieu", max_length=200)
    ordre_du_jour = models.TextField("ordre du jour", max_length=2000, blank=True)
    etat = models.CharField("état", max_length=9, choices=EtatSeance.choices, default=EtatSeance.PREPAREE)
    quorum = models.PositiveSmallIntegerField("quorum")
    convoquee_le = models.DateField("convoquée le", null=True)
    tenue_le = models.DateField("tenue le", null=True)
    close_le = models.DateField("procès-verbal du", null=True)

    class Meta:
        verbose_name = "séance"
        ordering = ["-prevue_le", "id"]
        triggers = [
            pgtrigger.FSM(
                name="seance_transitions",
                field="etat",
                transitions=[
                    (de.value, vers.value) for de, suite in TRANSITIONS_SEANCE.items() for vers in suite
                ],
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="seance_tenue_date",
                condition=Q(etat__in=TENUES, tenue_le__isnull=False)
                | (~Q(etat__in=TENUES) & Q(tenue_le=None)),
            ),
            models.CheckConstraint(
                name="seance_close_date",
                condition=(Q(etat=EtatSeance.CLOSE) & apres("close_le", "tenue_le"))
                | (~Q(etat=EtatSeance.CLOSE) & Q(close_le=None)),
            ),
            models.CheckConstraint(
                name="seance_convoquee_date",
                condition=Q(etat=EtatSeance.PREPAREE, convoquee_le=None)
                | Q(etat=EtatSeance.ANNULEE)
                | Q(convoquee_le__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.equipe} {self.prevue_le:%d/%m/%Y}"


class Presence(models.Model):
    """Un membre à une séance."""

    id = models.BigAutoField(primary_key=True)
    seance = models.ForeignKey(Seance, models.CASCADE, related_name="presences", verbose_name="séance")
    membre = models.ForeignKey(MembreEquipe, models.PROTECT, related_name="+", verbose_name="membre")
    present = models.BooleanField("présent")

    class Meta:
        verbose_name = "présence"
        constraints = [models.UniqueConstraint(fields=["seance", "membre"], name="presence_une_fois")]

    def __str__(self) -> str:
        return f"{self.membre_id} {self.present}"


@pghistory.track()
class Passage(models.Model):
    """Un manquement devant une séance. `fiche` : tout ce que les membres en voient, sans identité.

    `repute_le` : dernier jour pour rendre l'avis, compris ; passé, il est réputé donné (CASF R. 262-71).
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    seance = models.ForeignKey(Seance, models.PROTECT, related_name="passages", verbose_name="séance")
    manquement = models.ForeignKey(
        Manquement, models.PROTECT, related_name="passages", verbose_name="manquement"
    )
    ordre = models.PositiveSmallIntegerField("ordre")
    pseudonyme = models.CharField("numéro", max_length=20, unique=True)
    fiche = models.JSONField("dossier minimisé", default=dict)
    saisie_le = models.DateField("saisie le")
    repute_le = models.DateField("avis attendu jusqu'au")
    convoquee_le = models.DateField("personne invitée le", null=True)
    venue = models.CharField(
        "présence de la personne", max_length=11, choices=Convocation.choices, default=Convocation.INCONNU
    )
    avis = models.CharField("avis", max_length=11, choices=Avis.choices, blank=True)
    avis_le = models.DateField("avis du", null=True)
    avis_motif = models.TextField("motif de l'avis", max_length=2000, blank=True)

    class Meta:
        verbose_name = "passage en séance"
        verbose_name_plural = "passages en séance"
        ordering = ["seance_id", "ordre"]
        constraints = [
            models.UniqueConstraint(fields=["seance", "manquement"], name="passage_une_fois"),
            models.CheckConstraint(
                name="passage_avis_date",
                condition=Q(avis="", avis_le=None) | (~Q(avis="") & apres("avis_le", "saisie_le")),
            ),
            models.CheckConstraint(name="passage_repute", condition=Q(repute_le__gt=F("saisie_le"))),
        ]

    def __str__(self) -> str:
        return self.pseudonyme


class ConflitInteret(models.Model):
    """Un membre se retire d'un dossier : il ne le voit plus et ne compte pas dans son quorum."""

    id = models.BigAutoField(primary_key=True)
    passage = models.ForeignKey(Passage, models.CASCADE, related_name="conflits", verbose_name="passage")
    membre = models.ForeignKey(MembreEquipe, models.PROTECT, related_name="+", verbose_name="membre")
    declare_le = models.DateField("déclaré le")

    class Meta:
        verbose_name = "conflit d'intérêts"
        verbose_name_plural = "conflits d'intérêts"
        constraints = [models.UniqueConstraint(fields=["passage", "membre"], name="conflit_une_fois")]

    def __str__(self) -> str:
        return str(self.pk)

"""Ce qui s'ouvre à l'avance : motifs, lieux, créneaux, absences. Rien n'y parle d'une personne suivie."""

from __future__ import annotations

import uuid

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from jalon.parcours.rendezvous.enums import MotifAnnulation, Nature
from jalon.socle.base.contraintes import cle_exclusive


def periode() -> Func:
    """`[debut, fin[` : un rendez-vous peut commencer quand un autre finit."""
    return Func(F("debut"), F("fin"), function="tstzrange")


@pghistory.track()
class Motif(models.Model):
    """Pourquoi on se voit ; sans organisation, il est commun au département. `duree` en minutes."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField("code", max_length=40, unique=True)
    libelle = models.CharField("libellé", max_length=120)
    nature = models.CharField("nature", max_length=25, choices=Nature.choices)
    obligatoire = models.BooleanField("obligatoire", default=False)
    collectif = models.BooleanField("collectif", default=False)
    duree = models.PositiveSmallIntegerField("durée en minutes", default=45)
    organisation = models.ForeignKey(
        "socle_organisations.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="organisation",
    )
    consigne = models.CharField("à apporter, à savoir", max_length=200, blank=True)
    actif = models.BooleanField("proposé", default=True)

    class Meta:
        verbose_name = "motif de rendez-vous"
        verbose_name_plural = "motifs de rendez-vous"
        ordering = ["libelle"]
        constraints = [
            models.CheckConstraint(name="motif_duree_possible", condition=Q(duree__range=(5, 480))),
        ]

    def __str__(self) -> str:
        return self.libelle


@pghistory.track()
class Lieu(models.Model):
    """Où l'on reçoit."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        "socle_organisations.Organisation", models.PROTECT, related_name="+", verbose_name="organisation"
    )
    nom = models.CharField("nom", max_length=120)
    adresse = models.CharField("adresse", max_length=250)
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    acces = models.CharField("comment venir", max_length=300, blank=True)
    actif = models.BooleanField("ouvert", default=True)

    class Meta:
        verbose_name = "lieu d'accueil"
        verbose_name_plural = "lieux d'accueil"
        ordering = ["nom"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "nom"],
                name="lieu_nom_unique",
                violation_error_message="Ce lieu existe déjà pour cette organisation.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom


class Creneau(models.Model):
    """Une heure ouverte à la prise de rendez-vous. `pris` est tenu par la base, jamais par le code."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    agent = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, null=True, related_name="creneaux", verbose_name="agent"
    )
    lieu = models.ForeignKey(Lieu, models.PROTECT, related_name="creneaux", verbose_name="lieu")
    motifs = models.ManyToManyField(
        Motif, through="CreneauMotif", related_name="creneaux", verbose_name="motifs"
    )
    debut = models.DateTimeField("début")
    fin = models.DateTimeField("fin")
    places = models.PositiveSmallIntegerField("places", default=1)
    pris = models.PositiveSmallIntegerField("places prises", default=0, editable=False)
    annule_le = models.DateTimeField("annulé le", null=True)
    motif_annulation = models.CharField(
        "pourquoi annulé", max_length=15, choices=MotifAnnulation.choices, blank=True
    )
    cree_par = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, related_name="+", verbose_name="ouvert par"
    )
    cree_le = models.DateTimeField("ouvert le")

    class Meta:
        verbose_name = "créneau"
        verbose_name_plural = "créneaux"
        ordering = ["debut", "id"]
        indexes = [
            models.Index(fields=["lieu", "debut"], name="creneau_lieu_debut"),
            models.Index(
                fields=["debut"], condition=Q(annule_le=None, pris__lt=F("places")), name="creneau_libre"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="creneau_fin_apres_debut",
                condition=Q(fin__gt=F("debut")),
                violation_error_message="Un créneau finit après son début.",
            ),
            models.CheckConstraint(name="creneau_places_possibles", condition=Q(places__range=(1, 500))),
            models.CheckConstraint(name="creneau_places_tenues", condition=Q(pris__lte=F("places"))),
            models.CheckConstraint(
                name="creneau_annule_vide",
                condition=Q(annule_le=None, motif_annulation="")
                | (Q(annule_le__isnull=False, pris=0) & ~Q(motif_annulation="")),
            ),
            ExclusionConstraint(
                name="creneau_agent_sans_recouvrement",
                expressions=[(cle_exclusive("agent"), "="), (periode(), RangeOperators.OVERLAPS)],
                condition=Q(annule_le=None, agent__isnull=False),
                violation_error_message="Cet agent a déjà un créneau à cette heure.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class CreneauMotif(models.Model):
    """Un motif reçu sur un créneau."""

    id = models.BigAutoField(primary_key=True)
    creneau = models.ForeignKey(Creneau, models.CASCADE, related_name="liens_motifs", verbose_name="créneau")
    motif = models.ForeignKey(Motif, models.PROTECT, related_name="+", verbose_name="motif")

    class Meta:
        verbose_name = "motif d'un créneau"
        verbose_name_plural = "motifs d'un créneau"
        constraints = [models.UniqueConstraint(fields=["creneau", "motif"], name="creneau_motif_unique")]

    def __str__(self) -> str:
        return str(self.pk)


class Absence(models.Model):
    """Un agent n'est pas là : ses créneaux libres se ferment, aucun ne s'ouvre."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    agent = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, related_name="absences", verbose_name="agent"
    )
    debut = models.DateTimeField("début")
    fin = models.DateTimeField("fin")
    notee_par = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, related_name="+", verbose_name="notée par"
    )
    notee_le = models.DateTimeField("notée le", auto_now_add=True)

    class Meta:
        verbose_name = "absence d'un agent"
        verbose_name_plural = "absences d'agents"
        ordering = ["debut"]
        constraints = [
            models.CheckConstraint(name="absence_fin_apres_debut", condition=Q(fin__gt=F("debut"))),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Abonnement(models.Model):
    """L'agenda d'un agent ou d'un lieu, suivi depuis un autre logiciel ; seule l'empreinte est gardée."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    empreinte = models.BinaryField("empreinte du jeton", max_length=32, unique=True)
    compte = models.ForeignKey("socle_acces.Compte", models.PROTECT, related_name="+", verbose_name="abonné")
    lieu = models.ForeignKey(Lieu, models.PROTECT, null=True, related_name="+", verbose_name="lieu")
    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    retire_le = models.DateTimeField("retiré le", null=True)

    class Meta:
        verbose_name = "abonnement à un agenda"
        verbose_name_plural = "abonnements à un agenda"

    def __str__(self) -> str:
        return str(self.pk)

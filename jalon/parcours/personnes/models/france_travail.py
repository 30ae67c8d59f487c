"""Ce que France Travail dit d'une personne : chaque ligne reçue, et l'histoire datée qui s'en déduit."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jalon.parcours.personnes.enums import Appariement, EtatInscription, NatureFranceTravail
from jalon.parcours.personnes.models.chargements import Chargement
from jalon.parcours.personnes.models.foyers import Membre, Personne
from jalon.parcours.personnes.models.histoire import Changement


class ObservationFranceTravail(models.Model):
    """Une ligne d'un fichier, chiffrée, et le membre de foyer qu'elle désigne ; vide tant qu'il est inconnu.

    Elle tient au membre plutôt qu'à la personne : réunir ou séparer deux fiches l'emporte avec lui.
    """

    id = models.BigAutoField(primary_key=True)
    chargement = models.ForeignKey(
        Chargement, models.PROTECT, related_name="lignes_france_travail", verbose_name="chargement"
    )
    ligne = models.PositiveIntegerField("ligne du fichier")
    nature = models.CharField("nature", max_length=12, choices=NatureFranceTravail.choices)
    effet = models.DateField("date du fait")
    code = models.CharField("catégorie ou code du motif", max_length=10, blank=True)
    motif = models.CharField("motif", max_length=100, blank=True)
    identifiant = models.CharField("identifiant France Travail", max_length=11)
    membre = models.ForeignKey(
        Membre, models.CASCADE, null=True, related_name="+", verbose_name="membre du foyer"
    )
    appariement = models.CharField("reconnue par", max_length=12, choices=Appariement.choices)
    contenu = models.BinaryField("ligne chiffrée")

    class Meta:
        verbose_name = "ligne de France Travail"
        verbose_name_plural = "lignes de France Travail"
        ordering = ["chargement_id", "ligne"]
        constraints = [
            models.UniqueConstraint(fields=["chargement", "ligne"], name="france_travail_ligne_unique"),
            models.CheckConstraint(
                name="france_travail_membre_si_reconnue",
                condition=Q(appariement__in=Appariement.reconnus(), membre__isnull=False)
                | (~Q(appariement__in=Appariement.reconnus()) & Q(membre=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["chargement"], condition=Q(membre=None), name="france_travail_inconnues")
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()}, ligne {self.ligne}"


class InscriptionFranceTravail(Changement):
    """Inscription d'une personne comme demandeur d'emploi, à compter d'un jour ; la suivante y met fin."""

    pk = models.CompositePrimaryKey("personne_id", "a_compter_du")
    personne = models.ForeignKey(Personne, models.CASCADE, db_index=False, verbose_name="personne")
    etat = models.CharField("état", max_length=8, choices=EtatInscription.choices)
    categorie = models.CharField("catégorie", max_length=1, blank=True)
    code_motif = models.CharField("code du motif", max_length=10, blank=True)
    motif = models.CharField("motif", max_length=100, blank=True)
    identifiant = models.CharField("identifiant France Travail", max_length=11)

    class Meta:
        verbose_name = "inscription à France Travail"
        verbose_name_plural = "inscriptions à France Travail"

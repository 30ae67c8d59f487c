"""Programme, actes, signataires, exercices."""

import uuid

import pghistory
from django.db import models
from django.db.models import F, Q

from jalon.pilotage.programmes.enums import BaseParite, GenreActe, NiveauParite
from jalon.pilotage.programmes.models.modele import ModeleProgramme


@pghistory.track()
class Programme(models.Model):
    """Un programme d'un département : PDI, convention d'appui, contrat local…"""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField("code", max_length=60, unique=True)
    modele = models.ForeignKey(ModeleProgramme, on_delete=models.PROTECT, related_name="programmes")
    intitule = models.CharField("intitulé", max_length=300)
    departement = models.CharField("département", max_length=3, blank=True)
    porteur = models.ForeignKey(
        "socle_organisations.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    debut = models.DateField("début", null=True, blank=True)
    fin = models.DateField("fin", null=True, blank=True)
    parite_niveau = models.CharField(
        "niveau de la parité", max_length=12, choices=NiveauParite, default=NiveauParite.AUCUN
    )
    parite_base = models.CharField(
        "base de la parité", max_length=14, choices=BaseParite, default=BaseParite.PARTICIPATION
    )
    source = models.CharField("source", max_length=300, blank=True)

    class Meta:
        verbose_name = "programme"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__isnull=True) | Q(debut__isnull=True) | Q(fin__gte=F("debut")),
                name="programme_dates_ordonnees",
                violation_error_message="Le programme finit avant de commencer.",
            )
        ]

    def __str__(self) -> str:
        return self.intitule


@pghistory.track()
class Acte(models.Model):
    """Convention, avenant, délibération… : ce sur quoi repose un crédit, un solde ou une mission."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="actes")
    genre = models.CharField("genre", max_length=14, choices=GenreActe)
    numero = models.CharField("numéro", max_length=60, blank=True)
    intitule = models.CharField("intitulé", max_length=300)
    signe_le = models.DateField("signé le", null=True, blank=True)
    effet_le = models.DateField("prend effet le", null=True, blank=True)
    modifie = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="avenants"
    )
    piece = models.ForeignKey(
        "socle_pieces.Piece", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "acte"
        ordering = ["programme", "signe_le", "genre", "numero"]

    def __str__(self) -> str:
        return self.intitule


@pghistory.track()
class Signataire(models.Model):
    """Organisme qui signe un acte, et la qualité de son signataire."""

    acte = models.ForeignKey(Acte, on_delete=models.CASCADE, related_name="signataires")
    organisation = models.ForeignKey(
        "socle_organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    qualite = models.CharField("qualité du signataire", max_length=120, blank=True)

    class Meta:
        verbose_name = "signataire"
        ordering = ["acte", "id"]
        constraints = [models.UniqueConstraint(fields=["acte", "organisation"], name="signataire_unique")]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.qualite})" if self.qualite else str(self.organisation)


@pghistory.track()
class Exercice(models.Model):
    """Période dont un programme rend compte.

    Bornes pour l'argent, bornes pour les indicateurs, arrêt, clôture.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="exercices")
    code = models.CharField("code", max_length=20)
    debut_credits = models.DateField("crédits : du")
    fin_credits = models.DateField("crédits : au")
    debut_indicateurs = models.DateField("indicateurs : du")
    fin_indicateurs = models.DateField("indicateurs : au")
    date_arret = models.DateField("exécuté arrêté au", null=True, blank=True)
    clos_le = models.DateTimeField("clos le", null=True, blank=True)

    class Meta:
        verbose_name = "exercice"
        ordering = ["programme", "-debut_credits"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="exercice_unique",
                violation_error_message="Cet exercice existe déjà dans le programme.",
            ),
            models.CheckConstraint(
                condition=Q(fin_credits__gte=F("debut_credits"))
                & Q(fin_indicateurs__gte=F("debut_indicateurs")),
                name="exercice_bornes_ordonnees",
                violation_error_message="L'exercice finit avant de commencer.",
            ),
        ]

    def __str__(self) -> str:
        return self.code

"""Rechercher les personnes dont on n'a plus de nouvelle : une campagne, ses lignes, les tentatives."""

from __future__ import annotations

import uuid

import pghistory
from django.db import models
from django.db.models import Q

from jalon.parcours.personnes.models import Personne
from jalon.parcours.suivi.enums import Canal, ResultatContact


@pghistory.track()
class Campagne(models.Model):
    """Une recherche lancée un jour, parmi les personnes sans aucun jalon depuis un nombre de mois."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    titre = models.CharField("titre", max_length=120)
    mois_sans_jalon = models.PositiveSmallIntegerField("mois sans jalon")
    a_la_date = models.DateField("au")
    lancee_par = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, related_name="+", verbose_name="lancée par"
    )
    lancee_le = models.DateTimeField("lancée le")
    close_le = models.DateField("close le", null=True, blank=True)

    class Meta:
        verbose_name = "campagne de recherche"
        verbose_name_plural = "campagnes de recherche"
        ordering = ["-lancee_le", "id"]
        constraints = [
            models.CheckConstraint(name="campagne_mois_positif", condition=Q(mois_sans_jalon__gte=1))
        ]

    def __str__(self) -> str:
        return self.titre


@pghistory.track()
class LigneCampagne(models.Model):
    """Une personne recherchée, et ce que cela a donné. `dernier_jalon` : le dernier connu au départ."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    campagne = models.ForeignKey(Campagne, models.PROTECT, related_name="lignes", verbose_name="campagne")
    personne = models.ForeignKey(Personne, models.PROTECT, related_name="+", verbose_name="personne")
    dernier_jalon = models.DateField("dernier jalon", null=True)
    resultat = models.CharField(
        "résultat", max_length=12, choices=ResultatContact.choices, default=ResultatContact.EN_ATTENTE
    )
    resultat_le = models.DateField("résultat du", null=True)
    resultat_par = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, null=True, related_name="+", verbose_name="noté par"
    )

    class Meta:
        verbose_name = "personne recherchée"
        verbose_name_plural = "personnes recherchées"
        ordering = ["dernier_jalon", "id"]
        indexes = [
            models.Index(fields=["campagne", "resultat"], name="ligne_campagne_resultat"),
            models.Index(fields=["personne"], name="ligne_campagne_personne"),
        ]
        constraints = [
            models.CheckConstraint(
                name="ligne_campagne_resultat_date",
                condition=Q(resultat=ResultatContact.EN_ATTENTE, resultat_le=None)
                | (~Q(resultat=ResultatContact.EN_ATTENTE) & Q(resultat_le__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


@pghistory.track()
class Tentative(models.Model):
    """Un essai pour joindre la personne. `message` : celui de `socle.messages`, s'il y en a un."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    ligne = models.ForeignKey(
        LigneCampagne, models.CASCADE, related_name="tentatives", verbose_name="personne recherchée"
    )
    personne = models.ForeignKey(Personne, models.PROTECT, related_name="+", verbose_name="personne")
    canal = models.CharField("canal", max_length=10, choices=Canal.choices)
    le = models.DateField("le")
    message = models.UUIDField("message", null=True, blank=True)
    par = models.ForeignKey("socle_acces.Compte", models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "tentative de contact"
        verbose_name_plural = "tentatives de contact"
        ordering = ["-le", "id"]

    def __str__(self) -> str:
        return str(self.pk)

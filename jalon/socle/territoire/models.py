"""Communes, intercommunalités et départements, avec leurs populations (@etalab/decoupage-administratif)."""

from __future__ import annotations

from django.db import models


class Departement(models.Model):
    """Un département ou une collectivité d'outre-mer, par son code officiel (INSEE)."""

    code = models.CharField("code", max_length=3, primary_key=True)
    nom = models.CharField("nom", max_length=100)
    region = models.CharField("code de la région", max_length=3, blank=True)
    population = models.PositiveIntegerField("population municipale", null=True)

    class Meta:
        verbose_name = "département"

    def __str__(self) -> str:
        return f"{self.nom} ({self.code})"


class Epci(models.Model):
    """Une intercommunalité à fiscalité propre, par son numéro SIREN."""

    code = models.CharField("SIREN", max_length=9, primary_key=True)
    nom = models.CharField("nom", max_length=200)
    type = models.CharField("type", max_length=10)
    population = models.PositiveIntegerField("population municipale", null=True)

    class Meta:
        verbose_name = "intercommunalité"

    def __str__(self) -> str:
        return self.nom


class Commune(models.Model):
    """Une commune actuelle, par son code officiel géographique."""

    code = models.CharField("code", max_length=5, primary_key=True)
    nom = models.CharField("nom", max_length=100)
    departement = models.ForeignKey(
        Departement, models.PROTECT, related_name="communes", verbose_name="département"
    )
    epci = models.ForeignKey(
        Epci, models.PROTECT, null=True, related_name="communes", verbose_name="intercommunalité"
    )
    population = models.PositiveIntegerField("population municipale", null=True)

    class Meta:
        verbose_name = "commune"
        indexes = [models.Index(fields=["departement", "nom"], name="commune_departement_nom")]

    def __str__(self) -> str:
        return self.nom


class Contour(models.Model):
    """Le contour d'une intercommunalité, simplifié pour une carte d'écran ou de page.

    `anneaux` : des lignes fermées de `[longitude, latitude]`, en degrés ; un trou en est une comme une autre.
    """

    territoire = models.OneToOneField(
        Epci, models.CASCADE, primary_key=True, related_name="contour", verbose_name="intercommunalité"
    )
    anneaux = models.JSONField("anneaux")
    source = models.CharField("source", max_length=300)
    charge_le = models.DateTimeField("chargé le", auto_now=True)

    class Meta:
        verbose_name = "contour"
        constraints = [
            models.CheckConstraint(name="contour_source_donnee", condition=~models.Q(source="")),
        ]

    def __str__(self) -> str:
        return str(self.territoire_id)

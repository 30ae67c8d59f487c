"""Foyers, personnes et liens entre eux ; l'état civil est celui des sources, le NIR n'est jamais en clair."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from jalon.parcours.personnes.enums import NatureContact, PrecisionDate, Sexe


class EtatCivil(models.Model):
    """Les champs d'état civil, communs à la personne et à ce que chaque dossier en dit."""

    nom = models.CharField("nom d'usage", max_length=60)
    nom_naissance = models.CharField("nom de naissance", max_length=60)
    prenoms = ArrayField(models.CharField(max_length=60), verbose_name="prénoms", default=list)
    date_naissance = models.DateField("date de naissance")
    precision_naissance = models.CharField(
        "précision de la date", max_length=1, choices=PrecisionDate.choices, default=PrecisionDate.JOUR
    )
    rang_gemellaire = models.PositiveSmallIntegerField("rang de naissance", default=1)
    sexe = models.CharField("sexe", max_length=1, choices=Sexe.choices, blank=True)
    commune_naissance = models.CharField("commune de naissance", max_length=60, blank=True)
    nir_chiffre = models.BinaryField("NIR chiffré", null=True)
    nir_cle = models.BinaryField("clé du NIR", null=True, max_length=16)
    certifiee = models.BooleanField("état civil certifié", default=False)

    class Meta:
        abstract = True

    @property
    def prenom(self) -> str:
        """Premier prénom."""
        return self.prenoms[0] if self.prenoms else ""


SANS_IDENTITE = Q(
    nom="",
    nom_naissance="",
    prenoms__len=0,
    commune_naissance="",
    nir_chiffre=None,
    nir_cle=None,
    certifiee=False,
    rang_gemellaire=1,
    precision_naissance=PrecisionDate.ANNEE,
    date_naissance__month=1,
    date_naissance__day=1,
)
"""État civil effacé : il n'en reste que le sexe et l'année de naissance, pour les comptes publiés."""


class Personne(EtatCivil):
    """Une personne, la même d'un foyer à l'autre ; son état civil est le plus récent de ses dossiers."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    trigrammes = ArrayField(models.CharField(max_length=3), verbose_name="clés de recherche", default=list)
    vue_le = models.DateField("vue dans une source le")
    effacee_le = models.DateField("identité effacée le", null=True)

    class Meta:
        verbose_name = "personne"
        indexes = [
            GinIndex(fields=["trigrammes"], name="personne_trigrammes"),
            models.Index(fields=["date_naissance"], name="personne_naissance"),
        ]
        constraints = [
            models.CheckConstraint(
                name="personne_effacee_vide",
                condition=Q(effacee_le=None) | (SANS_IDENTITE & Q(trigrammes__len=0)),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Foyer(models.Model):
    """Un dossier RSA : son numéro de demande l'identifie dans le département."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    departement = models.CharField("code du département", max_length=3)
    numero = models.CharField("numéro de demande", max_length=40)
    date_demande = models.DateField("date de la demande", null=True)
    organisme = models.CharField("organisme payeur", max_length=3, blank=True)
    numero_organisme = models.CharField("numéro de l'organisme", max_length=3, blank=True)
    matricule = models.CharField("matricule", max_length=15, blank=True)
    numero_precedent = models.CharField("numéro de la demande précédente", max_length=40, blank=True)
    arrive_de = models.CharField("organisme cédant", max_length=6, blank=True)
    parti_vers = models.CharField("organisme prenant", max_length=6, blank=True)
    derniere_empreinte = models.BinaryField("empreinte de la dernière version", max_length=16, null=True)
    dernier_chargement = models.ForeignKey(
        "Chargement",
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name="dernier chargement",
    )

    # Ce que dit la dernière version : redite à l'identique par un fichier, elle n'est pas relue pour autant.
    taille = models.PositiveSmallIntegerField("personnes du dossier", null=True)
    echeance = models.DateField("première fin de rattachement à venir", null=True)

    class Meta:
        verbose_name = "foyer"
        verbose_name_plural = "foyers"
        indexes = [models.Index(fields=["matricule"], name="foyer_matricule")]
        constraints = [
            models.UniqueConstraint(fields=["departement", "numero"], name="foyer_numero_unique"),
        ]

    def __str__(self) -> str:
        return self.numero


class Membre(EtatCivil):
    """Une personne dans un foyer, avec l'état civil que ce foyer lui donne.

    Rattacher deux personnes l'une à l'autre ne change que `personne` : défaire rend tout comme avant.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    foyer = models.ForeignKey(Foyer, models.CASCADE, related_name="membres", verbose_name="foyer")
    personne = models.ForeignKey(Personne, models.PROTECT, related_name="membres", verbose_name="personne")
    cle_identite = models.BinaryField("clé d'identité", max_length=16)
    cles_vues = ArrayField(
        models.BinaryField(max_length=16), verbose_name="clés d'identité déjà vues", default=list
    )
    efface_le = models.DateField("identité effacée le", null=True)

    class Meta:
        verbose_name = "membre du foyer"
        verbose_name_plural = "membres du foyer"
        indexes = [
            models.Index(fields=["cle_identite"], name="membre_cle_identite"),
            models.Index(fields=["nir_cle"], condition=Q(nir_cle__isnull=False), name="membre_nir_cle"),
        ]
        constraints = [
            models.CheckConstraint(
                name="membre_efface_vide",
                condition=Q(efface_le=None) | (SANS_IDENTITE & Q(cle_identite=b"", cles_vues__len=0)),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Perimetre(models.Model):
    """Par qui une personne peut être vue. Déduit des faits par des fonctions de la base, jamais écrit."""

    personne = models.OneToOneField(
        Personne, models.CASCADE, primary_key=True, related_name="perimetre", verbose_name="personne"
    )
    departement = models.CharField("code du département", max_length=3)
    territoire = models.CharField("SIREN de l'intercommunalité", max_length=9, blank=True)
    commune = models.CharField("code de la commune", max_length=5, blank=True)
    organisations = ArrayField(models.UUIDField(), verbose_name="structures", default=list)
    referents = ArrayField(models.UUIDField(), verbose_name="référents", default=list)

    class Meta:
        verbose_name = "périmètre"
        indexes = [
            models.Index(fields=["territoire"], name="perimetre_territoire"),
            GinIndex(fields=["organisations"], name="perimetre_organisations"),
            GinIndex(fields=["referents"], name="perimetre_referents"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Contact(models.Model):
    """Un moyen de joindre une personne, d'après une source et à partir d'un jour."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    personne = models.ForeignKey(Personne, models.CASCADE, related_name="contacts", verbose_name="personne")
    nature = models.CharField("nature", max_length=10, choices=NatureContact.choices)
    valeur = models.CharField("valeur", max_length=254)
    source = models.CharField("source", max_length=60)
    a_compter_du = models.DateField("à compter du")
    fin = models.DateField("jusqu'au", null=True, blank=True)
    note_par = models.ForeignKey("socle_acces.Compte", models.PROTECT, null=True, verbose_name="noté par")

    class Meta:
        verbose_name = "contact"
        constraints = [
            models.UniqueConstraint(fields=["personne", "nature", "valeur", "source"], name="contact_unique"),
            models.CheckConstraint(
                name="contact_fin_apres_debut",
                condition=Q(fin=None) | Q(fin__gte=models.F("a_compter_du")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

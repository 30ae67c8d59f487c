"""Ce que d'autres logiciels savent d'une personne, repris avec son origine, et à qui elle est confiée."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from jalon.parcours.personnes.enums import Appariement, EtatConflit, NatureFait
from jalon.parcours.personnes.models.chargements import Chargement
from jalon.parcours.personnes.models.foyers import Membre


class FaitRepris(models.Model):
    """Un fait d'un autre logiciel, sous la clé que ce logiciel lui donne ; `donnees` n'a jamais de NIR.

    Il tient au membre plutôt qu'à la personne : réunir ou séparer deux fiches l'emporte avec lui.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    systeme = models.SlugField("logiciel d'origine", max_length=30, db_index=False)
    nature = models.CharField("nature", max_length=12, choices=NatureFait.choices)
    cle_source = models.CharField("identifiant dans ce logiciel", max_length=80)
    membre = models.ForeignKey(
        Membre, models.CASCADE, null=True, related_name="faits_repris", verbose_name="membre du foyer"
    )
    appariement = models.CharField("reconnu par", max_length=12, choices=Appariement.choices)
    date = models.DateField("date du fait", null=True)
    donnees = models.JSONField("valeurs", default=dict)
    empreinte = models.BinaryField("empreinte", max_length=16)
    contenu = models.BinaryField("ligne chiffrée")
    chargement = models.ForeignKey(
        Chargement, models.PROTECT, related_name="+", verbose_name="dit en dernier par"
    )
    vu_le = models.DateField("vu dans l'extrait du")
    disparu_le = models.DateField("absent de l'extrait du", null=True)

    class Meta:
        verbose_name = "fait repris"
        verbose_name_plural = "faits repris"
        ordering = ["systeme", "nature", "cle_source"]
        constraints = [
            models.UniqueConstraint(fields=["systeme", "nature", "cle_source"], name="fait_repris_unique"),
            models.CheckConstraint(
                name="fait_repris_membre_si_reconnu",
                condition=Q(appariement__in=Appariement.reconnus(), membre__isnull=False)
                | (~Q(appariement__in=Appariement.reconnus()) & Q(membre=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.systeme} {self.get_nature_display()} {self.cle_source}"


class VersionFait(models.Model):
    """Une version passée d'un fait repris, chiffrée : un extrait l'a remplacée."""

    id = models.BigAutoField(primary_key=True)
    fait = models.ForeignKey(FaitRepris, models.CASCADE, related_name="versions", verbose_name="fait")
    chargement = models.ForeignKey(Chargement, models.PROTECT, related_name="+", verbose_name="dite par")
    contenu = models.BinaryField("ligne chiffrée")

    class Meta:
        verbose_name = "version d'un fait repris"
        verbose_name_plural = "versions d'un fait repris"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["fait", "chargement"], name="version_fait_unique")]

    def __str__(self) -> str:
        return str(self.pk)


class ConflitRepris(models.Model):
    """Un extrait dit une chose, Jalon en sait une autre, saisie chez lui : quelqu'un choisit."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    fait = models.ForeignKey(FaitRepris, models.CASCADE, related_name="conflits", verbose_name="fait")
    champ = models.CharField("champ", max_length=20)
    valeur_extrait = models.CharField("valeur de l'extrait", max_length=254)
    valeur_jalon = models.CharField("valeur de Jalon", max_length=254)
    etat = models.CharField(
        "état", max_length=12, choices=EtatConflit.choices, default=EtatConflit.A_TRANCHER
    )
    ouvert_par = models.ForeignKey(Chargement, models.PROTECT, related_name="+", verbose_name="ouvert par")
    tranche_par = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, null=True, related_name="+", verbose_name="tranché par"
    )
    tranche_le = models.DateTimeField("tranché le", null=True)

    class Meta:
        verbose_name = "conflit de reprise"
        verbose_name_plural = "conflits de reprise"
        ordering = ["fait_id", "champ"]
        constraints = [
            models.UniqueConstraint(
                fields=["fait", "champ"],
                condition=Q(etat=EtatConflit.A_TRANCHER),
                name="conflit_un_seul_ouvert",
            ),
            models.CheckConstraint(
                name="conflit_tranche_si_clos",
                condition=Q(etat__in=(EtatConflit.A_TRANCHER, EtatConflit.SANS_OBJET), tranche_le=None)
                | (Q(etat__in=(EtatConflit.GARDE_JALON, EtatConflit.PRIS_EXTRAIT), tranche_le__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fait_id} {self.champ}"


class Affectation(models.Model):
    """À qui une personne est confiée : une structure, un référent, ou les deux. Elle ouvre son dossier.

    Écrite seulement par des fonctions de la base. `fait` : le référent repris d'où elle vient ; vide si elle
    a été décidée dans Jalon. Une fin avant le début l'annule. `dans_equipe` : le compte entoure la personne
    sans être son référent ; de référent, un déclencheur n'en laisse qu'un à la fois.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    membre = models.ForeignKey(
        Membre, models.CASCADE, related_name="affectations", verbose_name="membre du foyer"
    )
    organisation = models.ForeignKey(
        "socle_organisations.Organisation", models.PROTECT, null=True, verbose_name="structure"
    )
    compte = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, null=True, related_name="+", verbose_name="référent"
    )
    debut = models.DateField("à compter du")
    fin = models.DateField("jusqu'au", null=True)
    dans_equipe = models.BooleanField("membre de l'équipe", default=False, db_default=False)
    fait = models.ForeignKey(
        FaitRepris, models.SET_NULL, null=True, related_name="affectations", verbose_name="repris de"
    )
    decidee_par = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, related_name="+", verbose_name="décidée par"
    )
    decidee_le = models.DateTimeField("décidée le")

    class Meta:
        verbose_name = "affectation"
        ordering = ["-debut", "id"]
        constraints = [
            models.CheckConstraint(
                name="affectation_a_quelqu_un",
                condition=Q(organisation__isnull=False) | Q(compte__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

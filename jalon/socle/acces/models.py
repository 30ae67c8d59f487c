"""Comptes et habilitations datées. Les habilitations ne s'écrivent que par `jalon.socle.acces.services`."""

from __future__ import annotations

import uuid
from typing import Any

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models.functions import Lower

from jalon.socle.acces.enums import Role, TypeActe
from jalon.socle.base.contraintes import cle_exclusive


class CompteManager(BaseUserManager["Compte"]):
    def get_by_natural_key(self, username: str | None) -> Compte:
        """Retrouve un compte par son courriel, sans tenir compte de la casse."""
        return self.get(courriel__iexact=username)


@pghistory.track(exclude=["password", "last_login"])
class Compte(AbstractBaseUser):
    """Une personne (ou le système) qui agit dans Jalon. Sans habilitation en vigueur, elle ne voit rien."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    courriel = models.EmailField("courriel", max_length=254)
    nom = models.CharField("nom affiché", max_length=150)
    actif = models.BooleanField("actif", default=True)
    systeme = models.BooleanField("compte du système", default=False, editable=False)
    cree_le = models.DateTimeField("créé le", auto_now_add=True)

    objects = CompteManager()

    USERNAME_FIELD = "courriel"
    EMAIL_FIELD = "courriel"
    REQUIRED_FIELDS = ["nom"]

    class Meta:
        verbose_name = "compte"
        constraints = [
            models.UniqueConstraint(
                Lower("courriel"),
                name="compte_courriel_unique",
                violation_error_message="Ce courriel a déjà un compte.",
            ),
            models.UniqueConstraint(
                fields=["systeme"], condition=models.Q(systeme=True), name="compte_systeme_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.nom or self.courriel

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Nom que Django et allauth attendent ; le compte du système ne se connecte jamais."""
        return self.actif and not self.systeme

    def get_full_name(self) -> str:
        return self.nom

    def get_username(self) -> str:
        return self.courriel

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Toujours faux : les droits sont des habilitations, pas des permissions de Django."""
        return False


@pghistory.track()
class Habilitation(models.Model):
    """Un rôle donné à un compte pour une période, sur un périmètre.

    Le périmètre se lit du plus étroit au plus large : un programme, une organisation, un territoire
    (intercommunalité), un département, tout. Un référent ne voit que les personnes qui lui sont confiées.
    `programme_id` n'est pas une clé étrangère : le socle ne connaît pas le pilotage.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    compte = models.ForeignKey(Compte, models.PROTECT, related_name="habilitations", verbose_name="compte")
    role = models.CharField("rôle", max_length=30, choices=Role.choices)
    organisation = models.ForeignKey(
        "socle_organisations.Organisation", models.PROTECT, null=True, blank=True, verbose_name="organisation"
    )
    departement = models.CharField("code du département", max_length=3, blank=True)
    territoire = models.CharField("SIREN de l'intercommunalité", max_length=9, blank=True)
    programme_id = models.UUIDField("programme", null=True, blank=True)
    periode = DateRangeField("période")
    motif = models.CharField("motif", max_length=300, blank=True)
    posee_par = models.ForeignKey(
        Compte, models.PROTECT, null=True, related_name="habilitations_posees", verbose_name="posée par"
    )
    posee_le = models.DateTimeField("posée le", auto_now_add=True)

    class Meta:
        verbose_name = "habilitation"
        constraints = [
            models.CheckConstraint(
                name="habilitation_role_connu", condition=models.Q(role__in=[role.value for role in Role])
            ),
            ExclusionConstraint(
                name="habilitation_sans_chevauchement",
                expressions=[
                    (
                        cle_exclusive(
                            "compte", "role", "organisation", "departement", "territoire", "programme_id"
                        ),
                        "=",
                    ),
                    ("periode", RangeOperators.OVERLAPS),
                ],
                violation_error_message="Ce compte a déjà ce rôle sur ce périmètre pendant cette période.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} — {self.compte}"


@pghistory.track()
class Delegation(models.Model):
    """La signature d'un type d'acte, donnée à un compte pour une période par un arrêté."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    compte = models.ForeignKey(Compte, models.PROTECT, related_name="delegations", verbose_name="compte")
    type_acte = models.CharField("type d'acte", max_length=20, choices=TypeActe.choices)
    qualite = models.CharField("qualité imprimée", max_length=150)
    reference = models.CharField("arrêté de délégation", max_length=150)
    periode = DateRangeField("période")
    posee_par = models.ForeignKey(Compte, models.PROTECT, related_name="+", verbose_name="posée par")
    posee_le = models.DateTimeField("posée le", auto_now_add=True)

    class Meta:
        verbose_name = "délégation de signature"
        verbose_name_plural = "délégations de signature"
        constraints = [
            models.CheckConstraint(
                name="delegation_complete", condition=~models.Q(qualite="") & ~models.Q(reference="")
            ),
            ExclusionConstraint(
                name="delegation_sans_chevauchement",
                expressions=[
                    (cle_exclusive("compte", "type_acte"), "="),
                    ("periode", RangeOperators.OVERLAPS),
                ],
                violation_error_message="Ce compte a déjà cette délégation pendant cette période.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_type_acte_display()} — {self.compte}"


class LienPersonnel(models.Model):
    """Une adresse envoyée à une personne ; `personne` est sa clé, sans clé étrangère : le socle l'ignore."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    empreinte = models.BinaryField("empreinte du jeton", max_length=32, unique=True)
    personne = models.UUIDField("personne")
    objet = models.SlugField("objet", max_length=30, db_index=False)
    cible = models.UUIDField("cible", null=True)
    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    cree_par = models.ForeignKey(Compte, models.PROTECT, related_name="+", verbose_name="créé par")
    expire_le = models.DateTimeField("expire le")
    ouvert_le = models.DateTimeField("ouvert la première fois le", null=True)
    retire_le = models.DateTimeField("retiré le", null=True)

    class Meta:
        verbose_name = "lien personnel"
        verbose_name_plural = "liens personnels"
        indexes = [models.Index(fields=["personne", "objet"], name="lien_personne_objet")]

    def __str__(self) -> str:
        return str(self.pk)

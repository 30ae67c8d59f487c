"""Les messages tels qu'envoyés, leurs évènements, les accusés reçus, les lots et les modèles de lettres."""

from __future__ import annotations

import uuid

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from jalon.socle.base.chiffrement import dechiffrer
from jalon.socle.base.contraintes import cle_exclusive
from jalon.socle.messages.enums import (
    A_REGLER,
    TRANSITIONS,
    TRANSITIONS_LOT,
    Canal,
    EtatLot,
    EtatMessage,
    Nature,
    Transport,
)

SECRET = "[[secret]]"  # noqa: S105
"""Marque, dans le texte gardé, ce qui n'est lisible que du destinataire (code à usage unique, lien)."""


class Lot(models.Model):
    """Des lettres imprimées ensemble : un PDF, un bordereau, remis un jour au courrier."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    etat = models.CharField("état", max_length=10, choices=EtatLot.choices, default=EtatLot.PREPARE)
    nombre = models.PositiveIntegerField("nombre de lettres", default=0)
    pages = models.PositiveIntegerField("nombre de pages", null=True)
    pdf = models.ForeignKey(
        "socle_pieces.Piece", models.PROTECT, null=True, related_name="+", verbose_name="lettres"
    )
    bordereau = models.ForeignKey(
        "socle_pieces.Piece", models.PROTECT, null=True, related_name="+", verbose_name="bordereau"
    )
    cree_par = models.ForeignKey("socle_acces.Compte", models.PROTECT, verbose_name="créé par")
    cree_le = models.DateTimeField("créé le", default=timezone.now)
    depose_le = models.DateField("remis au courrier le", null=True)

    class Meta:
        verbose_name = "lot de lettres"
        verbose_name_plural = "lots de lettres"
        ordering = ["-cree_le"]
        triggers = [
            pgtrigger.FSM(
                name="lot_transitions",
                field="etat",
                transitions=[
                    (de.value, vers.value) for de, suite in TRANSITIONS_LOT.items() for vers in suite
                ],
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="lot_dates_selon_etat",
                condition=Q(etat=EtatLot.PREPARE, pdf=None, depose_le=None)
                | Q(etat=EtatLot.A_DEPOSER, pdf__isnull=False, depose_le=None)
                | Q(etat=EtatLot.DEPOSE, pdf__isnull=False, depose_le__isnull=False)
                | Q(etat=EtatLot.ABANDONNE, depose_le=None),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Message(models.Model):
    """Un message pour une personne, gardé tel qu'envoyé. `personne` et `cible` sont des clés nues.

    `cle` : une seule pièce du produit ne dépose jamais deux fois le même message ; c'est aussi la clé
    d'idempotence donnée au transport, fixée avant tout envoi. `a_envoyer_le` et `expire_le` bornent la
    fenêtre : après `expire_le`, le message ne part plus.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    cle = models.CharField("clé d'idempotence", max_length=120, unique=True)
    personne = models.UUIDField("personne", null=True)
    objet = models.SlugField("objet", max_length=30, blank=True, db_index=False)
    cible = models.UUIDField("cible", null=True)
    canal = models.CharField("canal", max_length=10, choices=Canal.choices)
    adresse_chiffree = models.BinaryField("adresse chiffrée", null=True)
    secret_chiffre = models.BinaryField("secret chiffré", null=True)
    sujet = models.CharField("sujet", max_length=200, blank=True)
    texte = models.TextField("texte tel qu'envoyé")
    mise_en_page = models.JSONField("lettre", default=dict, blank=True, encoder=DjangoJSONEncoder)
    piece = models.ForeignKey(
        "socle_pieces.Piece", models.PROTECT, null=True, related_name="+", verbose_name="PDF"
    )
    modele = models.ForeignKey(
        "ModeleLettre", models.PROTECT, null=True, related_name="+", verbose_name="modèle"
    )
    etat = models.CharField("état", max_length=10, choices=EtatMessage.choices, default=EtatMessage.PRET)
    transport = models.CharField("transport", max_length=10, choices=Transport.choices, blank=True)
    a_envoyer_le = models.DateTimeField("à envoyer à partir du", default=timezone.now)
    expire_le = models.DateTimeField("ne part plus après le", null=True)
    reserve_par = models.UUIDField("lot d'envoi", null=True)
    reserve_jusqua = models.DateTimeField("réservé jusqu'au", null=True)
    pris_le = models.DateTimeField("dernier envoi tenté le", null=True)
    envoye_le = models.DateTimeField("envoyé le", null=True)
    remis_le = models.DateTimeField("remis le", null=True)
    fini_le = models.DateTimeField("fini le", null=True)
    regle_le = models.DateTimeField("vu et réglé le", null=True)
    identifiant = models.CharField("identifiant chez le fournisseur", max_length=200, blank=True)
    essais = models.PositiveSmallIntegerField("essais", default=0)
    erreur = models.CharField("erreur", max_length=300, blank=True)
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="messages", verbose_name="lot")
    cree_le = models.DateTimeField("créé le", default=timezone.now)
    cree_par = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, related_name="+", verbose_name="créé par"
    )

    class Meta:
        verbose_name = "message"
        ordering = ["-cree_le"]
        triggers = [
            pgtrigger.FSM(
                name="message_transitions",
                field="etat",
                transitions=[(de.value, vers.value) for de, suite in TRANSITIONS.items() for vers in suite],
            )
        ]
        indexes = [
            models.Index(fields=["a_envoyer_le"], condition=Q(etat="pret"), name="message_a_envoyer"),
            models.Index(
                fields=["etat", "pris_le"],
                condition=Q(etat__in=["envoi", "incertain"]),
                name="message_en_vol",
            ),
            models.Index(fields=["personne", "-cree_le"], name="message_personne"),
            models.Index(fields=["objet", "cible"], name="message_cible"),
            models.Index(fields=["-cree_le", "id"], name="message_recents"),
            models.Index(fields=["identifiant"], condition=~Q(identifiant=""), name="message_identifiant"),
            models.Index(
                fields=["-cree_le"],
                condition=Q(etat__in=list(A_REGLER), regle_le=None),
                name="message_a_regler",
            ),
            models.Index(fields=["lot"], condition=Q(lot__isnull=False), name="message_lot"),
        ]
        constraints = [
            models.CheckConstraint(name="message_etat_connu", condition=Q(etat__in=EtatMessage.values)),
            models.CheckConstraint(name="message_canal_connu", condition=Q(canal__in=Canal.values)),
            models.CheckConstraint(
                name="message_dates_selon_etat",
                condition=Q(etat=EtatMessage.PRET, envoye_le=None, remis_le=None, fini_le=None)
                | Q(
                    etat__in=[EtatMessage.ENVOI, EtatMessage.INCERTAIN],
                    pris_le__isnull=False,
                    envoye_le=None,
                    fini_le=None,
                )
                | Q(etat__in=[EtatMessage.ENVOYE, EtatMessage.REJETE], envoye_le__isnull=False)
                | Q(etat=EtatMessage.REMIS, envoye_le__isnull=False, remis_le__isnull=False)
                | Q(
                    etat__in=[EtatMessage.ECHOUE, EtatMessage.ANNULE, EtatMessage.EXPIRE],
                    fini_le__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="message_remis_apres_envoi",
                condition=Q(remis_le=None) | Q(remis_le__gte=F("envoye_le")),
            ),
            models.CheckConstraint(
                name="message_fenetre",
                condition=Q(expire_le=None) | Q(expire_le__gt=F("a_envoyer_le")) | ~Q(etat=EtatMessage.PRET),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def adresse(self) -> str:
        """L'adresse en clair (numéro, courriel, bloc postal) ; vide si elle a été effacée."""
        return dechiffrer(bytes(self.adresse_chiffree)).decode() if self.adresse_chiffree else ""

    @property
    def secret(self) -> str:
        """Ce que seul le destinataire lit ; vide après l'envoi."""
        return dechiffrer(bytes(self.secret_chiffre)).decode() if self.secret_chiffre else ""

    @property
    def reference(self) -> str:
        """Ce qui nomme le message chez le transport, le même à chaque essai."""
        return self.pk.hex


class EvenementMessage(models.Model):
    """Ce qui est arrivé à un message ; ces lignes s'ajoutent et ne changent jamais."""

    id = models.BigAutoField("identifiant", primary_key=True)
    message = models.ForeignKey(Message, models.CASCADE, related_name="evenements", verbose_name="message")
    quand = models.DateTimeField("quand", default=timezone.now)
    nature = models.CharField("nature", max_length=10, choices=Nature.choices)
    brut = models.CharField("détail", max_length=300, blank=True)
    compte = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, null=True, related_name="+", verbose_name="par"
    )

    class Meta:
        verbose_name = "évènement d'un message"
        verbose_name_plural = "évènements d'un message"
        ordering = ["quand", "id"]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} {self.brut}".strip()


class Rappel(models.Model):
    """Un accusé reçu du fournisseur de SMS, gardé avant d'être lu ; `empreinte` refuse le rejeu."""

    id = models.BigAutoField("identifiant", primary_key=True)
    empreinte = models.BinaryField("empreinte", max_length=32, unique=True)
    recu_le = models.DateTimeField("reçu le", default=timezone.now)
    reference = models.CharField("référence du message", max_length=120, blank=True)
    identifiant = models.CharField("identifiant chez le fournisseur", max_length=200, blank=True)
    etat = models.CharField("état annoncé", max_length=40, blank=True)
    detail = models.CharField("détail", max_length=200, blank=True)
    quand = models.DateTimeField("annoncé pour", null=True)
    traite_le = models.DateTimeField("traité le", null=True)
    suite = models.CharField("suite donnée", max_length=100, blank=True)

    class Meta:
        verbose_name = "accusé reçu"
        verbose_name_plural = "accusés reçus"
        indexes = [models.Index(fields=["recu_le"], condition=Q(traite_le=None), name="rappel_a_traiter")]

    def __str__(self) -> str:
        return str(self.pk)


@pghistory.track()
class ModeleLettre(models.Model):
    """Le texte d'un type de lettre, pour une organisation ou (vide) pour le département, versionné.

    `corps` : Markdown restreint avec `[[variable]]` et `[[mention:code]]`. Une version en vigueur ne
    change plus : la suivante la remplace à son jour.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    type = models.SlugField("type de lettre", max_length=40, db_index=False)
    organisation = models.ForeignKey(
        "socle_organisations.Organisation", models.PROTECT, null=True, blank=True, verbose_name="organisation"
    )
    version = models.PositiveIntegerField("version")
    objet = models.CharField("objet de la lettre", max_length=200)
    corps = models.TextField("corps")
    periode = DateRangeField("en vigueur")
    cree_par = models.ForeignKey("socle_acces.Compte", models.PROTECT, verbose_name="écrit par")
    cree_le = models.DateTimeField("écrit le", default=timezone.now)

    class Meta:
        verbose_name = "modèle de lettre"
        verbose_name_plural = "modèles de lettres"
        ordering = ["type", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["type", "organisation", "version"], name="modele_version_unique", nulls_distinct=False
            ),
            ExclusionConstraint(
                name="modele_un_seul_en_vigueur",
                expressions=[
                    (cle_exclusive("type", "organisation"), "="),
                    ("periode", RangeOperators.OVERLAPS),
                ],
                violation_error_message="Une autre version est déjà en vigueur pendant cette période.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type}, version {self.version}"

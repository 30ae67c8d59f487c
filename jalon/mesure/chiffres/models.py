"""Séries et chiffres : une valeur, sa période, sa coupe, son statut, sa provenance (conception §4.6)."""

import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from jalon.mesure.chiffres.enums import AVEC_VALEUR, GenrePeriode, Provenance, Statut

MESSAGE_STATUT = (
    "Une valeur et son statut se contredisent : zéro est une valeur, « non renseigné » n'en a pas."
)


class Serie(models.Model):
    """Suite de chiffres d'un indicateur, pour un organisme, un territoire et une source.

    `cloison` est l'identifiant du programme qui détient la série (sans clé étrangère : la mesure ne
    connaît pas les programmes) ; la sécurité des lignes s'y appuie.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    indicateur = models.ForeignKey(
        "mesure_indicateurs.Indicateur", on_delete=models.PROTECT, related_name="series"
    )
    organisation = models.ForeignKey(
        "socle_organisations.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    territoire = models.CharField("territoire", max_length=9, blank=True)
    source = models.CharField("source", max_length=200, blank=True)
    cloison = models.UUIDField("programme détenteur", db_index=True)

    class Meta:
        verbose_name = "série"
        ordering = ["indicateur", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicateur", "organisation", "territoire", "source", "cloison"],
                nulls_distinct=False,
                name="serie_unique",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


@pghistory.track()
class Chiffre(models.Model):
    """Une valeur d'une série sur une période et une coupe.

    `coupe` : axes de répartition, par exemple `{"sexe": "f", "public": "prive"}` ; vide pour le total.
    `lieu` : place dans le document lu (`tableau`, `ligne`, `colonne`, `ligne_fichier`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    serie = models.ForeignKey(Serie, on_delete=models.CASCADE, related_name="chiffres")
    genre_periode = models.CharField("genre de période", max_length=16, choices=GenrePeriode)
    debut = models.DateField("début")
    fin = models.DateField("fin")
    libelle_periode = models.CharField("période imprimée", max_length=200)
    arrete_au = models.DateField("données arrêtées au", null=True, blank=True)
    coupe = models.JSONField("coupe", default=dict, blank=True)
    valeur = models.DecimalField("valeur", max_digits=20, decimal_places=6, null=True, blank=True)
    decimales = models.PositiveSmallIntegerField("décimales imprimées", default=0)
    numerateur = models.DecimalField("numérateur", max_digits=20, decimal_places=6, null=True, blank=True)
    denominateur = models.DecimalField("dénominateur", max_digits=20, decimal_places=6, null=True, blank=True)
    texte = models.TextField("texte imprimé", blank=True)
    statut = models.CharField("statut", max_length=16, choices=Statut, default=Statut.COMPTE)
    methode = models.CharField("méthode", max_length=300, blank=True)
    provenance = models.CharField("provenance", max_length=10, choices=Provenance, default=Provenance.SAISIE)
    piece = models.ForeignKey(
        "socle_pieces.Piece", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lieu = models.JSONField("place dans le document", null=True, blank=True)
    organisme = models.ForeignKey(
        "socle_organisations.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    empreinte = models.CharField("empreinte du calcul", max_length=64, blank=True)
    saisi_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    saisi_le = models.DateTimeField("saisi le", auto_now=True)
    gele_le = models.DateTimeField("gelé le", null=True, blank=True)

    class Meta:
        verbose_name = "chiffre"
        ordering = ["serie", "debut", "fin", "id"]
        triggers = [
            pgtrigger.Protect(
                name="chiffre_gele",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__gele_le__isnull=False, new__gele_le__isnull=False),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["serie", "genre_periode", "debut", "fin", "coupe"],
                name="chiffre_unique",
                violation_error_message="Cette série a déjà un chiffre pour cette période et cette coupe.",
            ),
            models.CheckConstraint(
                condition=Q(fin__gte=F("debut")),
                name="chiffre_periode_ordonnee",
                violation_error_message="La période finit avant de commencer.",
            ),
            models.CheckConstraint(
                condition=Q(statut__in=AVEC_VALEUR, valeur__isnull=False)
                | (~Q(statut__in=AVEC_VALEUR) & Q(valeur__isnull=True)),
                name="chiffre_valeur_selon_statut",
                violation_error_message=MESSAGE_STATUT,
            ),
            models.CheckConstraint(
                condition=~Q(statut=Statut.ESTIME) | ~Q(methode=""),
                name="chiffre_estime_avec_methode",
                violation_error_message="Une estimation dit sa méthode.",
            ),
            models.CheckConstraint(
                condition=~Q(provenance=Provenance.IMPORT) | Q(piece__isnull=False),
                name="chiffre_lu_avec_document",
                violation_error_message="Un chiffre lu cite son document.",
            ),
            models.CheckConstraint(
                condition=~Q(provenance=Provenance.CALCUL) | ~Q(empreinte=""),
                name="chiffre_calcule_avec_empreinte",
                violation_error_message="Un chiffre calculé porte l'empreinte de ce qu'il compte.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.libelle_periode} : {self.texte or self.valeur}"

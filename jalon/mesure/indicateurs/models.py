"""Définitions d'indicateurs, versionnées (conception §4.5)."""

import uuid

import pghistory
from django.db import models

from jalon.mesure.indicateurs.enums import Additivite, NatureIndicateur, Sens, Unite, UniteCompte


@pghistory.track()
class Indicateur(models.Model):
    """Une définition. Sans `calcul`, l'indicateur est saisi ou lu.

    Sinon `calcul` est une formule sur d'autres.

    Formule : `{"somme": [{"indicateur": code, "coefficient": 1}, …]}` ou `{"rapport": [code, code]}`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField("code", max_length=80)
    version = models.PositiveSmallIntegerField("version", default=1)
    titre = models.CharField("titre", max_length=500)
    definition = models.TextField("définition", blank=True)
    unite = models.CharField("unité", max_length=12, choices=Unite, default=Unite.NOMBRE)
    unite_compte = models.CharField(
        "unité de compte", max_length=16, choices=UniteCompte, default=UniteCompte.AUTRE
    )
    nature = models.CharField("nature", max_length=8, choices=NatureIndicateur, default=NatureIndicateur.FLUX)
    sens = models.CharField("sens", max_length=8, choices=Sens, default=Sens.NEUTRE)
    additivite = models.CharField("additivité", max_length=10, choices=Additivite, default=Additivite.ADDITIF)
    periodicite = models.CharField("périodicité", max_length=40, blank=True)
    source = models.CharField("source", max_length=300, blank=True)
    calcul = models.JSONField("formule", null=True, blank=True)
    debut_validite = models.DateField("valable à compter du", null=True, blank=True)

    class Meta:
        verbose_name = "indicateur"
        ordering = ["code", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"],
                name="indicateur_code_version",
                violation_error_message="Cette version de l'indicateur existe déjà.",
            ),
            models.CheckConstraint(
                condition=~models.Q(code="") & ~models.Q(titre=""),
                name="indicateur_code_et_titre",
                violation_error_message="Un indicateur a un code et un titre.",
            ),
        ]

    def __str__(self) -> str:
        return self.titre


class AliasIndicateur(models.Model):
    """Libellé sous lequel un document imprime l'indicateur."""

    indicateur = models.ForeignKey(Indicateur, on_delete=models.CASCADE, related_name="alias")
    libelle = models.CharField("libellé imprimé", max_length=600)
    genre_document = models.CharField("genre de document", max_length=40, blank=True)

    class Meta:
        verbose_name = "alias d'indicateur"
        ordering = ["libelle"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicateur", "libelle", "genre_document"], name="alias_indicateur_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.libelle

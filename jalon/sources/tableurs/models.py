"""Les correspondances enregistrées : faites une fois, elles servent à chaque fichier de même forme."""

from __future__ import annotations

import uuid

import pghistory
from django.core.exceptions import ValidationError
from django.db import models

from jalon.sources.tableurs.natures import natures


@pghistory.track()
class Correspondance(models.Model):
    """Colonnes → champs, et codes du fichier → codes de Jalon, pour une nature de tableau. Aucune donnée."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    nom = models.CharField("nom", max_length=60)
    nature = models.CharField("nature", max_length=20)
    colonnes = models.JSONField("colonne de chaque champ", default=dict, blank=True)
    codes = models.JSONField("code de Jalon de chaque écriture, par champ", default=dict, blank=True)

    class Meta:
        verbose_name = "correspondance"
        ordering = ["nom", "nature"]
        constraints = [
            models.UniqueConstraint(
                fields=["nom", "nature"],
                name="correspondance_unique",
                violation_error_message="Une correspondance de ce nom existe déjà pour cette nature.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.nom} ({self.nature})"

    def clean(self) -> None:
        """Refuse une nature, un champ ou un code qui n'existent pas."""
        connue = natures().get(self.nature)
        if connue is None:
            raise ValidationError({"nature": "Cette nature de tableau n'existe pas."})
        if not _textes(self.colonnes) or not set(self.colonnes) <= set(connue.champs):
            raise ValidationError({"colonnes": "Un champ n'existe pas pour cette nature."})
        if not isinstance(self.codes, dict) or not all(map(_textes, self.codes.values())):
            raise ValidationError(
                {"codes": "Les codes se donnent par champ : écriture du fichier, code de Jalon."}
            )
        for champ, paires in self.codes.items():
            valeurs = connue.champs[champ].valeurs if champ in connue.champs else {}
            if champ not in connue.champs or (valeurs and not set(paires.values()) <= set(valeurs)):
                raise ValidationError({"codes": f"Un code du champ « {champ} » n'existe pas."})


def _textes(valeurs: object) -> bool:
    return isinstance(valeurs, dict) and all(isinstance(v, str) for paire in valeurs.items() for v in paire)

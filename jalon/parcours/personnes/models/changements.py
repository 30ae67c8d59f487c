"""Ce que chaque fichier a changé, noté sur le moment : son rapport compte ces lignes, la liste les montre."""

from __future__ import annotations

from django.db import models

from jalon.parcours.personnes.enums import NatureChangement, RoleFoyer
from jalon.parcours.personnes.models.chargements import Chargement


class ChangementDossier(models.Model):
    """À compter de ce jour, ce fichier a fait dire autre chose d'un dossier. Aucun nom.

    `avant` et `apres` sont des codes de la source, un montant ou une commune ; vides : rien n'était dit, ou
    la personne n'est pas du foyer. Rien ne les change ensuite : un fichier qui corrige a ses propres lignes.
    """

    id = models.BigAutoField(primary_key=True)
    # La base vérifie ces deux clés par ordre entier, non ligne à ligne : migration 0016.
    chargement = models.ForeignKey(
        Chargement,
        models.PROTECT,
        related_name="changements",
        db_index=False,
        db_constraint=False,
        verbose_name="chargement",
    )
    foyer = models.ForeignKey(
        "Foyer",
        models.CASCADE,
        related_name="changements",
        db_index=False,
        db_constraint=False,
        verbose_name="foyer",
    )
    nature = models.CharField("nature", max_length=14, choices=NatureChangement.choices)
    role = models.CharField("place dans le foyer", max_length=3, choices=RoleFoyer.choices, blank=True)
    a_compter_du = models.DateField("à compter du", null=True)
    avant = models.CharField("avant", max_length=120, blank=True)
    apres = models.CharField("après", max_length=120, blank=True)

    class Meta:
        verbose_name = "changement d'un dossier"
        indexes = [models.Index(fields=["chargement", "nature"], name="changement_par_fichier")]
        constraints = [
            models.CheckConstraint(
                name="changement_nature_connue",
                condition=models.Q(nature__in=NatureChangement.values),
                violation_error_message="Cette nature de changement n'existe pas.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.foyer_id} : {self.get_nature_display()}"

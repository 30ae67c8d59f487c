"""Les listes d'élimination : ce que les archives visent avant qu'un dossier soit effacé."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from jalon.parcours.personnes.enums import EtatLigneElimination, EtatListeElimination, MotifElimination
from jalon.parcours.personnes.models.foyers import Personne

SANS_VISA = Q(visa_reference="", visa_le=None, approuvee_le=None, approuvee_par=None)
VISEE = Q(visa_le__isnull=False, approuvee_le__isnull=False, approuvee_par__isnull=False) & ~Q(
    visa_reference=""
)


class ListeElimination(models.Model):
    """Les personnes dont la durée de conservation est passée un jour donné, proposées à l'effacement.

    Aucune archive publique n'est détruite sans le visa du service des archives (Code du patrimoine,
    articles L. 212-2 et R. 212-14). `comptes` : [motif, année du dernier fait, nombre].
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    a_la_date = models.DateField("arrêtée au")
    limite = models.DateField("aucun fait depuis le")
    etat = models.CharField(
        "état",
        max_length=10,
        choices=EtatListeElimination.choices,
        default=EtatListeElimination.BROUILLON,
    )
    nombre = models.PositiveIntegerField("personnes", default=0)
    comptes = models.JSONField("comptes par motif et par année", default=list)
    creee_par = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, related_name="+", verbose_name="établie par"
    )
    creee_le = models.DateTimeField("établie le", auto_now_add=True)
    visa_reference = models.CharField("référence du visa", max_length=120, blank=True)
    visa_le = models.DateField("date du visa", null=True)
    approuvee_par = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, null=True, related_name="+", verbose_name="approuvée par"
    )
    approuvee_le = models.DateTimeField("approuvée le", null=True)
    terminee_le = models.DateTimeField("exécutée ou abandonnée le", null=True)
    abandon_motif = models.CharField("motif de l'abandon", max_length=300, blank=True)
    effacees = models.PositiveIntegerField("personnes effacées", default=0)
    ecartees = models.PositiveIntegerField("personnes écartées", default=0)

    class Meta:
        verbose_name = "liste d'élimination"
        verbose_name_plural = "listes d'élimination"
        ordering = ["-creee_le"]
        constraints = [
            models.UniqueConstraint(
                fields=["etat"],
                condition=Q(etat=EtatListeElimination.BROUILLON),
                name="elimination_un_seul_brouillon",
            ),
            models.CheckConstraint(
                name="elimination_dates_selon_etat",
                condition=(Q(etat=EtatListeElimination.BROUILLON, terminee_le=None) & SANS_VISA)
                | (Q(etat=EtatListeElimination.APPROUVEE, terminee_le=None) & VISEE)
                | (Q(etat=EtatListeElimination.EXECUTEE, terminee_le__isnull=False) & VISEE)
                | (Q(etat=EtatListeElimination.ABANDONNEE, terminee_le__isnull=False) & ~Q(abandon_motif="")),
            ),
        ]

    def __str__(self) -> str:
        return f"liste du {self.a_la_date:%d/%m/%Y}"


class LigneElimination(models.Model):
    """Une personne d'une liste, par sa clé : ni nom ni numéro. Écartée si un fait récent est venu depuis."""

    id = models.BigAutoField(primary_key=True)
    liste = models.ForeignKey(
        ListeElimination, models.CASCADE, related_name="lignes", verbose_name="liste d'élimination"
    )
    personne = models.ForeignKey(Personne, models.PROTECT, related_name="+", verbose_name="personne")
    motif = models.CharField("motif", max_length=14, choices=MotifElimination.choices)
    dernier_fait = models.DateField("dernier fait connu")
    etat = models.CharField(
        "état",
        max_length=9,
        choices=EtatLigneElimination.choices,
        default=EtatLigneElimination.A_EFFACER,
    )
    traitee_le = models.DateTimeField("traitée le", null=True)

    class Meta:
        verbose_name = "ligne d'une liste d'élimination"
        verbose_name_plural = "lignes d'une liste d'élimination"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["liste", "personne"], name="elimination_une_fois"),
            models.CheckConstraint(
                name="elimination_ligne_datee",
                condition=Q(etat=EtatLigneElimination.A_EFFACER, traitee_le=None)
                | (~Q(etat=EtatLigneElimination.A_EFFACER) & Q(traitee_le__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.personne_id)

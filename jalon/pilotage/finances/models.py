"""Crédits, dépenses, contreparties, suite des soldes : par action et par exercice, au centime.

Le solde, les recettes et les totaux ne sont pas stockés : ils se déduisent (`selectors`).
"""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from jalon.pilotage.finances.enums import (
    BaseContrepartie,
    EtapeDepense,
    Financeur,
    NatureCredit,
    StatutMontant,
    SuiteSolde,
)
from jalon.pilotage.programmes.cloture import refuse_si_clos

MESSAGE_STATUT = (
    "Un montant et son statut se contredisent : zéro est un montant, « non renseigné » n'en a pas."
)


def montant_selon_statut(nom: str) -> models.CheckConstraint:
    """Contrainte : un montant si, et seulement si, le statut est « renseigné »."""
    return models.CheckConstraint(
        condition=Q(statut=StatutMontant.RENSEIGNE, montant__isnull=False)
        | (~Q(statut=StatutMontant.RENSEIGNE) & Q(montant__isnull=True)),
        name=nom,
        violation_error_message=MESSAGE_STATUT,
    )


class Montant(models.Model):
    """Socle commun d'un fait d'argent : action, exercice, montant ou raison de son absence, provenance."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    action = models.ForeignKey("pilotage_programmes.Action", on_delete=models.CASCADE, related_name="+")
    exercice = models.ForeignKey("pilotage_programmes.Exercice", on_delete=models.CASCADE, related_name="+")
    montant = models.DecimalField("montant (€)", max_digits=14, decimal_places=2, null=True, blank=True)
    statut = models.CharField("statut", max_length=14, choices=StatutMontant, default=StatutMontant.RENSEIGNE)
    piece = models.ForeignKey(
        "socle_pieces.Piece", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lieu = models.JSONField("place dans le document", null=True, blank=True)
    saisi_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    saisi_le = models.DateTimeField("saisi le", auto_now=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.montant} €" if self.montant is not None else self.get_statut_display()


@pghistory.track()
class Credit(Montant):
    """Crédit d'un financeur pour une action : de l'exercice, ou reporté avec son année d'origine.

    `decision` : la décision de l'exercice précédent dont un report entrant découle.
    """

    financeur = models.CharField("financeur", max_length=12, choices=Financeur)
    organisation = models.ForeignKey(
        "socle_organisations.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    nature = models.CharField("nature", max_length=14, choices=NatureCredit)
    annee_origine = models.PositiveSmallIntegerField("année d'origine", null=True, blank=True)
    acte = models.ForeignKey(
        "pilotage_programmes.Acte", on_delete=models.PROTECT, null=True, blank=True, related_name="credits"
    )

    decision = models.ForeignKey(
        "AffectationSolde",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name="décision de report",
    )

    class Meta:
        verbose_name = "crédit"
        ordering = ["exercice", "action", "financeur", "nature", "id"]
        triggers = [refuse_si_clos("credit_exercice_clos")]
        constraints = [
            montant_selon_statut("credit_montant_selon_statut"),
            models.CheckConstraint(
                condition=Q(montant__isnull=True) | Q(montant__gte=0),
                name="credit_positif",
                violation_error_message="Un crédit n'est pas négatif.",
            ),
            models.CheckConstraint(
                condition=~Q(nature=NatureCredit.REPORT_ENTRANT)
                | Q(annee_origine__isnull=False)
                | ~Q(statut=StatutMontant.RENSEIGNE),
                name="credit_report_avec_origine",
                violation_error_message="Un report entrant dit son année d'origine.",
            ),
            models.UniqueConstraint(
                fields=[
                    "action",
                    "exercice",
                    "financeur",
                    "organisation",
                    "nature",
                    "annee_origine",
                    "acte",
                    "decision",
                ],
                nulls_distinct=False,
                name="credit_unique",
                violation_error_message="Ce crédit est déjà saisi : modifiez-le.",
            ),
        ]


@pghistory.track()
class Depense(Montant):
    """Dépense d'un financeur : qui est payé (`beneficiaire`), qui réalise (`operateur`), à quelle étape."""

    financeur = models.CharField("financeur", max_length=12, choices=Financeur)
    beneficiaire = models.ForeignKey(
        "socle_organisations.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    operateur = models.ForeignKey(
        "socle_organisations.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    libelle = models.CharField("nature de la dépense", max_length=500, blank=True)
    etape = models.CharField("étape", max_length=10, choices=EtapeDepense, default=EtapeDepense.PAYE)
    date = models.DateField("date", null=True, blank=True)

    class Meta:
        verbose_name = "dépense"
        ordering = ["exercice", "action", "financeur", "id"]
        triggers = [refuse_si_clos("depense_exercice_clos")]
        constraints = [montant_selon_statut("depense_montant_selon_statut")]


@pghistory.track()
class Contrepartie(Montant):
    """Effort propre du département : `montant` prévu, `execute` constaté, base et preuve.

    Sert une seule fois.
    """

    execute = models.DecimalField("exécuté (€)", max_digits=14, decimal_places=2, null=True, blank=True)
    statut_execute = models.CharField(
        "statut de l'exécuté", max_length=14, choices=StatutMontant, default=StatutMontant.NON_RENSEIGNE
    )
    base = models.CharField("base", max_length=12, choices=BaseContrepartie, default=BaseContrepartie.AUTRE)
    libelle = models.CharField("ce qui est valorisé", max_length=500, blank=True)
    preuve = models.ForeignKey(
        "socle_pieces.Piece", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "contrepartie"
        ordering = ["exercice", "action", "id"]
        triggers = [refuse_si_clos("contrepartie_exercice_clos")]
        constraints = [
            montant_selon_statut("contrepartie_montant_selon_statut"),
            models.CheckConstraint(
                condition=Q(statut_execute=StatutMontant.RENSEIGNE, execute__isnull=False)
                | (~Q(statut_execute=StatutMontant.RENSEIGNE) & Q(execute__isnull=True)),
                name="contrepartie_execute_selon_statut",
                violation_error_message=MESSAGE_STATUT,
            ),
            models.UniqueConstraint(
                fields=["preuve"],
                condition=Q(preuve__isnull=False),
                name="contrepartie_preuve_unique",
                violation_error_message="Cette preuve sert déjà une autre contrepartie.",
            ),
        ]


@pghistory.track()
class AffectationSolde(models.Model):
    """Décision sur un solde : reporté, redéployé, reversé ou déduit, avec acte et date."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    action = models.ForeignKey("pilotage_programmes.Action", on_delete=models.CASCADE, related_name="+")
    exercice = models.ForeignKey("pilotage_programmes.Exercice", on_delete=models.CASCADE, related_name="+")
    suite = models.CharField("suite", max_length=14, choices=SuiteSolde)
    montant = models.DecimalField("montant (€)", max_digits=14, decimal_places=2)
    action_cible = models.ForeignKey(
        "pilotage_programmes.Action", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    acte = models.ForeignKey(
        "pilotage_programmes.Acte", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decide_le = models.DateField("décidé le")
    motif = models.CharField("motif", max_length=500, blank=True)
    decide_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "suite d'un solde"
        ordering = ["exercice", "action", "decide_le", "id"]
        triggers = [refuse_si_clos("suite_solde_exercice_clos")]
        constraints = [
            models.CheckConstraint(
                condition=Q(montant__gt=0),
                name="suite_solde_positive",
                violation_error_message="On décide d'un montant positif.",
            ),
            models.CheckConstraint(
                condition=Q(suite=SuiteSolde.REDEPLOIEMENT, action_cible__isnull=False)
                | (~Q(suite=SuiteSolde.REDEPLOIEMENT) & Q(action_cible__isnull=True)),
                name="suite_solde_cible",
                violation_error_message="Un redéploiement dit l'action qui reçoit, et lui seul.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_suite_display()} : {self.montant} €"

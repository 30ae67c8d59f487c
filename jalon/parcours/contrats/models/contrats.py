"""Le contrat, ses objectifs, ses engagements, et chaque version soumise telle qu'elle a été lue."""

from __future__ import annotations

import uuid
from datetime import date

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce, Greatest

from jalon.parcours.contrats.enums import (
    OUVERTS,
    SIGNES,
    TRANSITIONS,
    Domaine,
    EtatContrat,
    EtatEngagement,
    MotifCloture,
    MotifReduction,
    MotifReexamen,
    Partie,
    Suite,
    TypeContrat,
)
from jalon.parcours.orientation.enums import Voie
from jalon.parcours.personnes.enums import Regime
from jalon.parcours.personnes.models import Personne
from jalon.socle.base.contraintes import cle_exclusive

HEURES_LEGALES = 35
"""Durée légale du travail : la base n'en laisse pas écrire plus (Conseil constitutionnel, 2023-858 DC)."""

PREMIER_JOUR = Greatest(F("debut"), F("signe_le"))
"""Un contrat court de son début, ou de sa signature si elle est venue après."""
FIN_PASSEE = "La fin de ce contrat est passée : reprenez-le pour la reporter."
DERNIER_JOUR = Coalesce(F("fin_effective"), F("fin"))
CLOS = (EtatContrat.RESILIE, EtatContrat.REMPLACE)


@pghistory.track(exclude=["modifie_le"])
class Contrat(models.Model):
    """Un contrat d'une personne avec son organisme référent, de l'ébauche à sa fin.

    `regime` est celui du contrat, gardé pour toujours. `fin` vide : sans terme fixé. `fin_effective` : le
    dernier jour d'un contrat arrêté avant son terme ; avant `debut`, il n'a jamais couru. Sources : CASF,
    articles L. 262-34 à L. 262-36 ; Code du travail, article L. 5411-6.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    personne = models.ForeignKey(Personne, models.PROTECT, related_name="contrats", verbose_name="personne")
    regime = models.CharField("régime", max_length=12, choices=Regime.choices)
    type = models.CharField("type de contrat", max_length=18, choices=TypeContrat.choices)
    voie = models.CharField("voie de l'orientation", max_length=24, blank=True)
    organisme_referent = models.ForeignKey(
        "socle_organisations.Organisation",
        models.PROTECT,
        related_name="+",
        verbose_name="organisme référent",
    )
    referent = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, null=True, related_name="+", verbose_name="référent·e"
    )
    etabli_le = models.DateField("établi le")
    debut = models.DateField("début")
    fin = models.DateField("fin", null=True, blank=True)
    heures_semaine = models.DecimalField(
        "heures d'activité par semaine", max_digits=4, decimal_places=1, null=True, blank=True
    )
    motif_reduction = models.CharField(
        "motif de réduction des heures", max_length=12, choices=MotifReduction.choices, blank=True
    )
    precision_reduction = models.CharField("précision sur la réduction", max_length=300, blank=True)
    motif_reexamen = models.CharField(
        "motif d'un réexamen à douze mois", max_length=12, choices=MotifReexamen.choices, blank=True
    )
    diagnostic = models.TextField("résumé du diagnostic", blank=True)
    emploi_recherche = models.CharField("emploi recherché", max_length=200, blank=True)
    zone_recherche = models.CharField("zone de recherche", max_length=200, blank=True)
    salaire_attendu = models.CharField("salaire attendu", max_length=100, blank=True)
    etat = models.CharField("état", max_length=12, choices=EtatContrat.choices, default=EtatContrat.BROUILLON)
    version = models.PositiveIntegerField("version soumise", default=0)
    precedent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="suivants", verbose_name="contrat précédent"
    )
    suite = models.CharField("suite du précédent", max_length=14, choices=Suite.choices, blank=True)
    propose_le = models.DateField("proposé le", null=True)
    soumis_le = models.DateField("soumis le", null=True)
    a_signer_le = models.DateField("prêt à signer le", null=True)
    signe_le = models.DateField("signé le", null=True)
    notifie_le = models.DateField("remis à la personne le", null=True)
    clos_le = models.DateField("arrêté le", null=True)
    fin_effective = models.DateField("dernier jour effectif", null=True)
    motif_cloture = models.CharField("motif d'arrêt", max_length=14, choices=MotifCloture.choices, blank=True)
    precision_cloture = models.CharField("précision sur l'arrêt", max_length=300, blank=True)
    revision = models.PositiveIntegerField("enregistrements", default=0)
    cree_par = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, related_name="+", verbose_name="créé par"
    )
    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    modifie_le = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        verbose_name = "contrat"
        ordering = ["-debut", "-cree_le"]
        triggers = [
            pgtrigger.FSM(
                name="contrat_transitions",
                field="etat",
                transitions=[
                    (de.value, vers.value) for de, suite in TRANSITIONS.items() for vers in sorted(suite)
                ],
            )
        ]
        indexes = [
            models.Index(fields=["personne", "-debut"], name="contrat_personne"),
            models.Index(fields=["etat", "fin"], name="contrat_etat_fin"),
            models.Index(fields=["referent", "etat"], name="contrat_referent"),
            models.Index(fields=["organisme_referent", "etat"], name="contrat_organisme"),
        ]
        constraints = [
            models.CheckConstraint(
                name="contrat_fin_apres_debut",
                condition=Q(fin=None) | Q(fin__gte=F("debut")),
                violation_error_message="La fin du contrat est avant son début : corrigez une des dates.",
            ),
            models.CheckConstraint(
                name="contrat_signe_avant_sa_fin",
                condition=Q(fin=None) | Q(signe_le=None) | Q(fin__gte=F("signe_le")),
                violation_error_message=FIN_PASSEE,
            ),
            models.CheckConstraint(
                name="contrat_arrete_avant_sa_fin",
                condition=Q(fin=None) | Q(fin_effective=None) | Q(fin__gte=F("fin_effective")),
                violation_error_message="Un contrat ne s'arrête pas après sa fin.",
            ),
            models.CheckConstraint(
                name="contrat_reexamen_social",
                condition=Q(motif_reexamen="") | Q(voie=Voie.SOCIALE, regime=Regime.PLEIN_EMPLOI),
                violation_error_message="Seul un parcours social, depuis 2025, se réexamine à douze mois.",
            ),
            models.CheckConstraint(
                name="contrat_heures_legales",
                condition=Q(heures_semaine=None)
                | Q(heures_semaine__gte=0, heures_semaine__lte=HEURES_LEGALES),
                violation_error_message="Les heures d'activité ne dépassent jamais la durée légale.",
            ),
            models.CheckConstraint(
                name="contrat_type_du_regime",
                condition=Q(type=TypeContrat.CER, regime=Regime.AVANT_2025)
                | Q(type=TypeContrat.ENGAGEMENT, regime=Regime.PLEIN_EMPLOI),
            ),
            models.CheckConstraint(
                name="contrat_dates_selon_etat",
                condition=(Q(etat__in=SIGNES, signe_le__isnull=False, version__gte=1))
                | (~Q(etat__in=SIGNES) & Q(signe_le=None, notifie_le=None)),
            ),
            models.CheckConstraint(
                name="contrat_cloture_datee",
                condition=(Q(etat__in=CLOS, clos_le__isnull=False, fin_effective__isnull=False))
                | (Q(etat=EtatContrat.ABANDONNE, clos_le__isnull=False, fin_effective=None))
                | (~Q(etat__in=(*CLOS, EtatContrat.ABANDONNE)) & Q(clos_le=None, fin_effective=None)),
            ),
            models.CheckConstraint(
                name="contrat_circuit_date",
                condition=~Q(etat__in=(EtatContrat.EN_CIRCUIT, EtatContrat.A_SIGNER, *SIGNES))
                | Q(soumis_le__isnull=False, version__gte=1),
            ),
            models.CheckConstraint(
                name="contrat_suite_d_un_precedent",
                condition=Q(precedent=None, suite="") | (Q(precedent__isnull=False) & ~Q(suite="")),
            ),
            models.CheckConstraint(
                name="contrat_cloture_motivee",
                condition=Q(clos_le=None) | ~Q(motif_cloture=""),
            ),
            models.UniqueConstraint(
                fields=["personne"],
                condition=Q(etat__in=OUVERTS),
                name="contrat_un_seul_en_preparation",
            ),
            ExclusionConstraint(
                name="contrat_un_seul_en_vigueur",
                expressions=[
                    (cle_exclusive("personne"), "="),
                    (
                        Func(
                            PREMIER_JOUR,
                            DERNIER_JOUR,
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(etat__in=SIGNES) & (Q(fin_effective=None) | Q(fin_effective__gte=PREMIER_JOUR)),
                violation_error_message="Cette personne a déjà un contrat signé pendant cette période.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def dernier_jour(self) -> date | None:
        """Dernier jour du contrat ; vide s'il n'a pas de terme."""
        return self.fin_effective or self.fin

    def en_vigueur(self, jour: date) -> bool:
        """Signé ce jour-là au plus tard, et ce jour est entre son début et son dernier jour, compris."""
        if self.etat not in SIGNES or self.signe_le is None or jour < max(self.debut, self.signe_le):
            return False
        return self.dernier_jour is None or jour <= self.dernier_jour


@pghistory.track()
class Objectif(models.Model):
    """Un objectif du contrat, dans un domaine de la vie."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    contrat = models.ForeignKey(Contrat, models.CASCADE, related_name="objectifs", verbose_name="contrat")
    domaine = models.CharField("domaine", max_length=45, choices=Domaine.choices)
    libelle = models.CharField("objectif", max_length=300)
    ordre = models.PositiveSmallIntegerField("ordre")

    class Meta:
        verbose_name = "objectif"
        ordering = ["contrat_id", "ordre"]
        constraints = [
            models.UniqueConstraint(
                fields=["contrat", "ordre"],
                name="objectif_ordre_unique",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


@pghistory.track()
class Engagement(models.Model):
    """Une clause : ce que l'une des parties fera, et pour quand. Un manquement en cite une."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    contrat = models.ForeignKey(Contrat, models.CASCADE, related_name="engagements", verbose_name="contrat")
    objectif = models.ForeignKey(
        Objectif, models.CASCADE, null=True, related_name="engagements", verbose_name="objectif"
    )
    partie = models.CharField("qui s'engage", max_length=9, choices=Partie.choices)
    libelle = models.CharField("engagement", max_length=500)
    debut = models.DateField("à partir du")
    echeance = models.DateField("au plus tard le", null=True, blank=True)
    heures_semaine = models.DecimalField(
        "heures par semaine", max_digits=4, decimal_places=1, null=True, blank=True
    )
    ordre = models.PositiveSmallIntegerField("ordre")
    etat = models.CharField(
        "état", max_length=10, choices=EtatEngagement.choices, default=EtatEngagement.A_FAIRE
    )
    etat_le = models.DateField("état constaté le", null=True)

    class Meta:
        verbose_name = "engagement"
        ordering = ["contrat_id", "ordre"]
        indexes = [models.Index(fields=["echeance"], name="engagement_echeance")]
        constraints = [
            models.CheckConstraint(
                name="engagement_echeance_apres_debut",
                condition=Q(echeance=None) | Q(echeance__gte=F("debut")),
                violation_error_message="L'échéance de cet engagement est avant son début.",
            ),
            models.CheckConstraint(
                name="engagement_heures_legales",
                condition=Q(heures_semaine=None)
                | Q(heures_semaine__gte=0, heures_semaine__lte=HEURES_LEGALES),
            ),
            models.CheckConstraint(
                name="engagement_etat_date",
                condition=Q(etat=EtatEngagement.A_FAIRE) | Q(etat_le__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["contrat", "ordre"],
                name="engagement_ordre_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class VersionContrat(models.Model):
    """Le contrat tel qu'il a été soumis : son contenu entier et l'empreinte que les signatures citent."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    contrat = models.ForeignKey(Contrat, models.CASCADE, related_name="versions", verbose_name="contrat")
    numero = models.PositiveIntegerField("version")
    contenu = models.JSONField("contenu")
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    figee_le = models.DateTimeField("figée le")
    figee_par = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, related_name="+", verbose_name="figée par"
    )

    class Meta:
        verbose_name = "version de contrat"
        verbose_name_plural = "versions de contrat"
        ordering = ["contrat_id", "numero"]
        constraints = [
            models.UniqueConstraint(fields=["contrat", "numero"], name="version_contrat_unique"),
            models.CheckConstraint(
                name="version_contrat_empreinte", condition=Q(empreinte__regex=r"^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contrat_id}/{self.numero}"

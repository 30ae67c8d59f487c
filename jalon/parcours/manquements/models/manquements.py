"""Le manquement, ses étapes et les observations de la personne."""

from __future__ import annotations

import uuid

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q

from jalon.parcours.manquements.enums import TRANSITIONS, EtatManquement, ModeObservation, Nature
from jalon.parcours.personnes.enums import Regime

E = EtatManquement
AVANT_AVERTI = (E.SIGNALE, E.QUALIFIE, E.CLASSE)
DECIDES = (E.DECIDE, E.NOTIFIE, E.EN_COURS, E.LEVE, E.FINI, E.AGGRAVE, E.ANNULE)
NOTIFIES = (E.NOTIFIE, E.EN_COURS, E.LEVE, E.FINI, E.AGGRAVE, E.ANNULE)
CLOS = (E.CLASSE, E.LEVE, E.FINI, E.AGGRAVE, E.ANNULE)


def apres(champ: str, autre: str) -> Q:
    """`champ` est rempli et n'est pas avant `autre` : une date vide ferait passer la comparaison seule."""
    return Q(**{f"{champ}__isnull": False, f"{champ}__gte": F(autre)})


@pghistory.track()
class Manquement(models.Model):
    """Un fait signalé et où en est son examen. Le régime est le sien, jamais celui du jour.

    `regime` fixe le barème et le délai d'observations. Les dates sont celles des étapes franchies ;
    `observations_jusqu_au` est le dernier jour du délai, compris. `engagement` : la clause non tenue d'un
    contrat signé et en vigueur le jour des faits (CE, 4 décembre 2019, n° 418975). `precedent` : le
    manquement que celui-ci prolonge.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    personne = models.ForeignKey(
        "parcours_personnes.Personne", models.PROTECT, related_name="manquements", verbose_name="personne"
    )
    regime = models.CharField("régime", max_length=12, choices=Regime.choices)
    nature = models.CharField("nature", max_length=15, choices=Nature.choices)
    faits = models.TextField("faits", max_length=4000, blank=True)
    faits_du = models.DateField("jour des faits")
    engagement = models.ForeignKey(
        "parcours_contrats.Engagement",
        models.PROTECT,
        null=True,
        related_name="manquements",
        verbose_name="engagement du contrat",
    )
    precedent = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="suivant", verbose_name="prolonge"
    )
    etat = models.CharField(
        "état", max_length=12, choices=EtatManquement.choices, default=EtatManquement.SIGNALE
    )
    signale_le = models.DateField("signalé le")
    signale_par = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, related_name="+", verbose_name="signalé par"
    )
    qualifie_le = models.DateField("qualifié le", null=True)
    motif_legitime = models.BooleanField("motif légitime", null=True)
    qualification = models.TextField("examen du motif légitime", max_length=2000, blank=True)
    averti_le = models.DateField("averti le", null=True)
    averti_recu_le = models.DateField("avertissement reçu le", null=True)
    observations_jusqu_au = models.DateField("observations jusqu'au", null=True)
    ep_saisie_le = models.DateField("équipe pluridisciplinaire saisie le", null=True)
    decide_le = models.DateField("décidé le", null=True)
    notifie_le = models.DateField("notifié le", null=True)
    effet_jusqu_au = models.DateField("effet jusqu'au", null=True)
    clos_le = models.DateField("clos le", null=True)

    class Meta:
        verbose_name = "manquement"
        ordering = ["-signale_le", "id"]
        triggers = [
            pgtrigger.FSM(
                name="manquement_transitions",
                field="etat",
                transitions=[(de.value, vers.value) for de, suite in TRANSITIONS.items() for vers in suite],
            )
        ]
        indexes = [
            models.Index(fields=["personne", "nature"], name="manquement_personne_nature"),
            models.Index(fields=["etat", "signale_le"], name="manquement_etat"),
        ]
        constraints = [
            models.CheckConstraint(
                name="manquement_faits_avant_signal", condition=Q(faits_du__lte=F("signale_le"))
            ),
            models.CheckConstraint(
                name="manquement_engagement_cite",
                condition=~Q(regime=Regime.PLEIN_EMPLOI, nature=Nature.OBLIGATIONS)
                | Q(engagement__isnull=False),
                violation_error_message="Citez l'engagement du contrat qui n'a pas été tenu.",
            ),
            models.CheckConstraint(
                name="manquement_radiation_ancien",
                condition=~Q(nature=Nature.RADIATION_FT) | Q(regime=Regime.AVANT_2025),
                violation_error_message="La radiation n'est un motif que dans l'ancien régime.",
            ),
            models.CheckConstraint(
                name="manquement_qualifie_date",
                condition=Q(etat=E.SIGNALE, qualifie_le=None, motif_legitime=None)
                | (~Q(etat=E.SIGNALE) & apres("qualifie_le", "signale_le") & Q(motif_legitime__isnull=False)),
            ),
            models.CheckConstraint(
                name="manquement_motif_legitime_classe",
                condition=Q(motif_legitime=None) | Q(motif_legitime=False) | Q(etat=E.CLASSE),
            ),
            models.CheckConstraint(
                name="manquement_averti_date",
                condition=Q(etat__in=AVANT_AVERTI, averti_le=None)
                | (~Q(etat__in=AVANT_AVERTI) & apres("averti_le", "qualifie_le")),
            ),
            models.CheckConstraint(
                name="manquement_observations_date",
                condition=Q(averti_recu_le=None, observations_jusqu_au=None)
                | (
                    apres("averti_recu_le", "averti_le")
                    & Q(observations_jusqu_au__isnull=False, observations_jusqu_au__gt=F("averti_recu_le"))
                ),
            ),
            models.CheckConstraint(
                name="manquement_observations_ouvertes",
                condition=~Q(etat__in=(E.OBSERVATIONS, E.EP)) | Q(averti_recu_le__isnull=False),
            ),
            models.CheckConstraint(
                name="manquement_ep_date",
                condition=(Q(ep_saisie_le=None) & ~Q(etat=E.EP)) | apres("ep_saisie_le", "averti_recu_le"),
            ),
            models.CheckConstraint(
                name="manquement_decide_date",
                condition=(Q(etat__in=DECIDES) & apres("decide_le", "averti_le"))
                | (~Q(etat__in=DECIDES) & Q(decide_le=None)),
            ),
            models.CheckConstraint(
                name="manquement_notifie_date",
                condition=(Q(etat__in=NOTIFIES) & apres("notifie_le", "decide_le"))
                | (~Q(etat__in=NOTIFIES) & Q(notifie_le=None)),
            ),
            models.CheckConstraint(
                name="manquement_clos_date",
                condition=(Q(etat__in=CLOS) & apres("clos_le", "signale_le"))
                | (~Q(etat__in=CLOS) & Q(clos_le=None)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def regles(self) -> str:
        """Les règles suivies : celles du contrat en cause, qui ne sont pas toujours celles de l'entrée."""
        depuis_2025 = self.regime == Regime.PLEIN_EMPLOI
        return "loi pour le plein emploi (depuis 2025)" if depuis_2025 else "celles d'avant 2025"

    @property
    def clos(self) -> bool:
        return self.etat in CLOS


class Etape(models.Model):
    """Un pas franchi : quand, par qui, avec quel document. On ajoute, on ne change jamais."""

    id = models.BigAutoField(primary_key=True)
    manquement = models.ForeignKey(
        Manquement, models.CASCADE, related_name="etapes", verbose_name="manquement"
    )
    etat = models.CharField("état", max_length=12, choices=EtatManquement.choices)
    le = models.DateField("le")
    note_le = models.DateTimeField("noté le", auto_now_add=True)
    par = models.ForeignKey("socle_acces.Compte", models.PROTECT, related_name="+", verbose_name="par")
    piece = models.ForeignKey(
        "socle_pieces.Piece", models.PROTECT, null=True, related_name="+", verbose_name="document"
    )
    message = models.UUIDField("message envoyé", null=True)

    class Meta:
        verbose_name = "étape d'un manquement"
        verbose_name_plural = "étapes d'un manquement"
        ordering = ["manquement_id", "id"]

    def __str__(self) -> str:
        return f"{self.get_etat_display()} le {self.le}"


@pghistory.track()
class Observation(models.Model):
    """Ce que la personne répond à l'avertissement, par écrit ou à l'oral, seule ou accompagnée."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    manquement = models.ForeignKey(
        Manquement, models.CASCADE, related_name="observations", verbose_name="manquement"
    )
    mode = models.CharField("comment", max_length=5, choices=ModeObservation.choices)
    texte = models.TextField("observations", max_length=4000, blank=True)
    recue_le = models.DateField("reçue le")
    accompagnee = models.BooleanField("accompagnée", default=False)
    piece = models.ForeignKey(
        "socle_pieces.Piece", models.PROTECT, null=True, related_name="+", verbose_name="document"
    )
    notee_par = models.ForeignKey(
        "socle_acces.Compte", models.PROTECT, related_name="+", verbose_name="notée par"
    )

    class Meta:
        verbose_name = "observation"
        ordering = ["recue_le", "id"]

    def __str__(self) -> str:
        return str(self.pk)

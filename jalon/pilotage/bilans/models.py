"""La fiche annuelle d'une action et ses sections, chacune avec sa version."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from jalon.pilotage.programmes.cloture import refuse_si_clos
from jalon.pilotage.programmes.enums import TypeSection


class FreinAction(models.Model):
    """Obstacle à la conduite d'une action, dans une liste partagée : il se compte d'une action à l'autre."""

    libelle = models.CharField("libellé", max_length=300, unique=True)

    class Meta:
        verbose_name = "frein d'action"
        ordering = ["libelle"]

    def __str__(self) -> str:
        return self.libelle


@pghistory.track()
class FicheBilan(models.Model):
    """Fiche d'une action pour un exercice : état, mise en lumière, freins. `etat`.

    Code du modèle ou `non_lu`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    action = models.ForeignKey("pilotage_programmes.Action", on_delete=models.CASCADE, related_name="fiches")
    exercice = models.ForeignKey(
        "pilotage_programmes.Exercice", on_delete=models.CASCADE, related_name="fiches"
    )
    etat = models.CharField("état", max_length=40, default="non_lu")
    etat_motif = models.CharField("pourquoi cet état", max_length=500, blank=True)
    zoom = models.BooleanField("présentée en détail", default=False)
    zoom_texte = models.CharField("présentation", max_length=500, blank=True)
    pilote_libelle = models.CharField("pilote, tel qu'écrit", max_length=200, blank=True)
    freins = models.ManyToManyField(FreinAction, blank=True, related_name="fiches")

    class Meta:
        verbose_name = "fiche bilan"
        ordering = ["exercice", "action"]
        triggers = [refuse_si_clos("fiche_exercice_clos")]
        constraints = [models.UniqueConstraint(fields=["action", "exercice"], name="fiche_bilan_unique")]

    def __str__(self) -> str:
        return f"{self.action} — {self.exercice}"


@pghistory.track()
class SectionFiche(models.Model):
    """Section rédigée d'une fiche, en Markdown simple.

    Deux personnes se rencontrent sur une section, pas sur la fiche.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    fiche = models.ForeignKey(FicheBilan, on_delete=models.CASCADE, related_name="sections")
    type = models.CharField("type", max_length=16, choices=TypeSection)
    texte = models.TextField("texte", blank=True)
    version = models.PositiveIntegerField("version", default=1)
    illustration = models.BooleanField("texte d'illustration", default=False)
    modifiee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    modifiee_le = models.DateTimeField("modifiée le", auto_now=True)

    class Meta:
        verbose_name = "section de fiche"
        ordering = ["fiche", "type"]
        triggers = [refuse_si_clos("section_exercice_clos", par_la_fiche=True)]
        constraints = [
            models.UniqueConstraint(fields=["fiche", "type"], name="section_fiche_unique"),
            models.CheckConstraint(
                condition=~Q(type__in=[TypeSection.BUDGET, TypeSection.INDICATEURS]),
                name="section_fiche_redigee",
                violation_error_message="Le budget et les indicateurs ne se rédigent pas : ils se déduisent.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_type_display()


class BrouillonSection(models.Model):
    """Ce qu'une personne est en train d'écrire dans une section, gardé avant tout enregistrement.

    `version_base` : version de la section au moment où la rédaction a commencé ; elle sert à dire qu'une
    autre personne a enregistré entre-temps. Sans histoire : un brouillon n'engage que son auteur.
    """

    fiche = models.ForeignKey(FicheBilan, on_delete=models.CASCADE, related_name="brouillons")
    type = models.CharField("type", max_length=16, choices=TypeSection)
    compte = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    texte = models.TextField("texte", blank=True)
    version_base = models.PositiveIntegerField("version de départ", default=0)
    garde_le = models.DateTimeField("gardé le", auto_now=True)

    class Meta:
        verbose_name = "brouillon de section"
        ordering = ["fiche", "type", "compte"]
        constraints = [
            models.UniqueConstraint(fields=["fiche", "type", "compte"], name="brouillon_section_unique")
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()} ({self.compte})"

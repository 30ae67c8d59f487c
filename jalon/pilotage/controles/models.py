"""Ce que les documents impriment à côté de la base, et les dispenses accordées aux règles."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import MD5


@pghistory.track()
class Mention(models.Model):
    """Une case imprimée par un document repris, gardée à côté de ce que la base tient.

    C'est elle qui permet de montrer l'écart : total imprimé contre lignes, fiche contre tableau.
    `tableau` : `credits`, `fiche_prevu`, `fiche_execute`, `annexe`, `fiche_indicateurs`, `prose`.
    `cle` : la case dans ce tableau (`sous_total:4-5`, `operateur:ML Vitré`…). Écartée par une personne,
    elle ne compte plus dans les contrôles mais reste visible.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    exercice = models.ForeignKey(
        "pilotage_programmes.Exercice", on_delete=models.CASCADE, related_name="mentions"
    )
    action = models.ForeignKey(
        "pilotage_programmes.Action", on_delete=models.CASCADE, null=True, blank=True, related_name="mentions"
    )
    tableau = models.CharField("tableau", max_length=20)
    cle = models.CharField("case", max_length=300)
    role = models.CharField("rôle", max_length=40, blank=True)
    titre = models.CharField("titre imprimé", max_length=500, blank=True)
    texte = models.TextField("texte imprimé", blank=True)
    etat = models.CharField("état de la case", max_length=16, default="lu")
    nombre = models.DecimalField("nombre", max_digits=20, decimal_places=6, null=True, blank=True)
    decimales = models.PositiveSmallIntegerField("décimales imprimées", default=0)
    details = models.JSONField("détails", default=dict, blank=True)
    lieu = models.JSONField("place dans le document", default=dict, blank=True)
    piece = models.ForeignKey("socle_pieces.Piece", on_delete=models.PROTECT, related_name="+")
    ordre = models.PositiveIntegerField("ordre", default=0)
    ecartee_le = models.DateTimeField("écartée le", null=True, blank=True)
    ecartee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    motif = models.CharField("motif", max_length=300, blank=True)

    class Meta:
        verbose_name = "mention"
        ordering = ["exercice", "tableau", "ordre", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["exercice", "action", "tableau", "cle", "role", "piece"],
                nulls_distinct=False,
                name="mention_unique",
            ),
            models.CheckConstraint(
                condition=Q(ecartee_le__isnull=True, ecartee_par__isnull=True)
                | Q(ecartee_le__isnull=False, ecartee_par__isnull=False),
                name="mention_ecartee_par_quelqu_un",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tableau} {self.cle} {self.role}".strip()


@pghistory.track()
class Dispense(models.Model):
    """Anomalie acceptée par une personne, avec son motif ; imprimée dans l'annexe du rapport."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    exercice = models.ForeignKey(
        "pilotage_programmes.Exercice", on_delete=models.CASCADE, related_name="dispenses"
    )
    regle = models.CharField("règle", max_length=80)
    cle = models.TextField("anomalie")
    titre = models.CharField("titre de l'anomalie", max_length=300)
    motif = models.TextField("motif")
    auteur = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    accordee_le = models.DateTimeField("accordée le", auto_now_add=True)
    expire_le = models.DateField("expire le", null=True, blank=True)

    class Meta:
        verbose_name = "dispense"
        ordering = ["exercice", "regle", "id"]
        constraints = [
            models.UniqueConstraint(
                "exercice",
                MD5("cle"),
                name="dispense_unique",
                violation_error_message="Cette anomalie a déjà une dispense.",
            ),
            models.CheckConstraint(
                condition=~Q(motif=""),
                name="dispense_motivee",
                violation_error_message="Une dispense dit son motif.",
            ),
        ]

    def __str__(self) -> str:
        return self.titre

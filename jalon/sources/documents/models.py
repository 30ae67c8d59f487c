"""La lecture d'un document déposé, et la trace de ce que la reprise a écrit."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from jalon.sources.documents.enums import EtatLecture


class Lecture(models.Model):
    """Un document déposé pour un programme : lu, proposé, puis écrit ou refusé.

    Le relevé n'est pas stocké : il se refait depuis la pièce, immuable. `resume` garde ce qu'une liste
    montre.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    piece = models.ForeignKey(
        "socle_pieces.Piece", on_delete=models.PROTECT, related_name="+", verbose_name="document"
    )
    code_programme = models.SlugField("code du programme visé", max_length=60, blank=True)
    programme = models.ForeignKey(
        "pilotage_programmes.Programme", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    exercice = models.ForeignKey(
        "pilotage_programmes.Exercice", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    etat = models.CharField("état", max_length=10, choices=EtatLecture, default=EtatLecture.DEPOSEE)
    resume = models.JSONField("résumé", default=dict, blank=True)
    erreur = models.TextField("pourquoi illisible", blank=True)
    tache = models.ForeignKey(
        "socle_taches.Tache", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    deposee_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    deposee_le = models.DateTimeField("déposée le", auto_now_add=True)
    ecrite_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ecrite_le = models.DateTimeField("écrite le", null=True, blank=True)

    class Meta:
        verbose_name = "lecture de document"
        ordering = ["-deposee_le", "id"]
        constraints = [
            models.UniqueConstraint(fields=["piece", "code_programme", "deposee_par"], name="lecture_unique"),
            models.CheckConstraint(
                condition=Q(
                    etat=EtatLecture.ECRITE,
                    ecrite_le__isnull=False,
                    ecrite_par__isnull=False,
                    programme__isnull=False,
                )
                | (~Q(etat=EtatLecture.ECRITE) & Q(ecrite_le__isnull=True, ecrite_par__isnull=True)),
                name="lecture_ecrite_par_quelqu_un",
            ),
            models.CheckConstraint(
                condition=~Q(etat=EtatLecture.ILLISIBLE) | ~Q(erreur=""),
                name="lecture_illisible_dit_pourquoi",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.piece} ({self.get_etat_display()})"


class TraceReprise(models.Model):
    """Ce que la dernière reprise a écrit d'un objet, sous la clé que le document lui donne.

    C'est le troisième terme de la comparaison : document relu, base, et ce que la reprise avait écrit. Sans
    lui,
    une correction faite à la main ne se distinguerait pas d'une ancienne lecture.
    """

    programme = models.ForeignKey("pilotage_programmes.Programme", on_delete=models.CASCADE, related_name="+")
    exercice_code = models.CharField("exercice, vide pour le programme", max_length=20, blank=True)
    nature = models.CharField("nature", max_length=20)
    cle = models.CharField("clé dans le document", max_length=700)
    objet = models.UUIDField("objet écrit")
    champs = models.JSONField("valeurs écrites", default=dict)
    zone = models.CharField("partie du document", max_length=100, blank=True)
    lecture = models.ForeignKey(Lecture, on_delete=models.PROTECT, related_name="traces")

    class Meta:
        verbose_name = "trace de reprise"
        ordering = ["programme", "exercice_code", "nature", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "exercice_code", "nature", "cle"], name="trace_reprise_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.nature} {self.cle}"

"""Une ligne par personne : les dates de son épisode en cours dont les listes de travail se servent.

Tenue par des déclencheurs sur les tables des faits, jamais écrite autrement ; rien n'y est qui ne se
recalcule (`jalon_resynthetiser`). Pourquoi elle existe : docs/decisions.
"""

from __future__ import annotations

from django.db import models


class Synthese(models.Model):
    """Dates utiles d'une personne. La clé n'est pas étrangère : une réunion de fiches déplace les faits,
    et la synthèse des deux personnes se recalcule.
    """

    personne_id = models.UUIDField("personne", primary_key=True)
    entree = models.DateField("entrée dans l'épisode", null=True)
    sortie = models.DateField("sortie de l'épisode", null=True)
    regime = models.CharField("régime", max_length=12, blank=True)
    connu_le = models.DateField("transmis le", null=True)
    soumis = models.CharField("soumis aux droits et devoirs", max_length=10, blank=True)
    orientee_le = models.DateField("orientée le", null=True)
    notifiee_le = models.DateField("orientation notifiée le", null=True)
    voie = models.CharField("voie", max_length=30, blank=True)
    diagnostic_le = models.DateField("diagnostic le", null=True)
    rdv_premier_a_clore = models.DateField("plus ancien rendez-vous ouvert", null=True)
    rdv_dernier_prevu = models.DateField("dernier rendez-vous ouvert", null=True)
    rdv_dernier = models.DateField("dernier rendez-vous honoré", null=True)
    rdv_individuels = models.PositiveIntegerField("rendez-vous individuels honorés", default=0)
    rdv_collectifs = models.PositiveIntegerField("rendez-vous collectifs honorés", default=0)
    contrat_debut = models.DateField("début du dernier contrat", null=True)
    contrat_signe_le = models.DateField("dernier contrat signé le", null=True)
    contrat_fin = models.DateField("fin du dernier contrat", null=True)
    revue_motivee = models.BooleanField("réexamen à douze mois", default=False, db_default=False)
    note_le = models.DateField("dernière note", null=True)
    tache_le = models.DateField("plus proche tâche à faire", null=True)

    class Meta:
        verbose_name = "synthèse du suivi"
        verbose_name_plural = "synthèses du suivi"
        ordering = ["personne_id"]

    def __str__(self) -> str:
        return str(self.pk)

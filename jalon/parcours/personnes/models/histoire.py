"""L'histoire datée : une ligne par changement, la fin se déduit de la suivante.

Chaque ligne dit `(sujet, à compter du, valeur, chargement)` ; la clé interdit deux valeurs le même jour et
le chevauchement ne peut pas s'écrire. Ces tables se recalculent des observations : voir
`jalon.parcours.personnes.histoire`.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from jalon.parcours.personnes.enums import EtatDossier, Reponse
from jalon.parcours.personnes.models.chargements import Chargement
from jalon.parcours.personnes.models.foyers import Foyer, Membre


class Changement(models.Model):
    a_compter_du = models.DateField("à compter du")
    chargement = models.ForeignKey(
        Chargement,
        models.DO_NOTHING,
        related_name="+",
        db_index=False,
        # Un chargement ne s'efface jamais : vérifier un million de lignes ne protégerait rien.
        db_constraint=False,
        verbose_name="dit par",
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} à compter du {self.a_compter_du}"


class ChangementFoyer(Changement):
    pk = models.CompositePrimaryKey("foyer_id", "a_compter_du")
    # La base vérifie le sujet par ordre entier, non ligne à ligne : migration 0012.
    foyer = models.ForeignKey(
        Foyer, models.CASCADE, db_index=False, db_constraint=False, verbose_name="foyer"
    )

    class Meta:
        abstract = True


class ChangementMembre(Changement):
    pk = models.CompositePrimaryKey("membre_id", "a_compter_du")
    membre = models.ForeignKey(
        Membre, models.CASCADE, db_index=False, db_constraint=False, verbose_name="membre"
    )

    class Meta:
        abstract = True


class EtatDroit(ChangementFoyer):
    """État du droit du foyer et motifs de suspension, de refus ou de clôture (codes de la CNAF)."""

    etat = models.CharField("état", max_length=1, choices=EtatDossier.choices)
    motifs = ArrayField(models.CharField(max_length=5), verbose_name="motifs", default=list)

    class Meta:
        verbose_name = "état du droit"
        indexes = [models.Index(fields=["etat"], name="etat_droit_etat")]


class Adresse(ChangementFoyer):
    """Adresse courante du foyer. Commune au code officiel, vide hors de France."""

    commune = models.CharField("code de la commune", max_length=5, blank=True)
    code_postal = models.CharField("code postal", max_length=5, blank=True)
    complement = models.CharField("complément", max_length=80, blank=True)
    voie = models.CharField("voie", max_length=80, blank=True)
    lieu_dit = models.CharField("lieu-dit", max_length=80, blank=True)
    nom_commune = models.CharField("commune", max_length=80, blank=True)
    hors_france = models.BooleanField("hors de France", default=False)
    nature = models.CharField("nature", max_length=1, blank=True)
    qualite = models.CharField("état de l'adresse", max_length=2, blank=True)

    class Meta:
        verbose_name = "adresse"


class SituationFamiliale(ChangementFoyer):
    """Situation de famille (`SITFAM`)."""

    code = models.CharField("situation", max_length=3)

    class Meta:
        verbose_name = "situation de famille"


class Montant(ChangementFoyer):
    """Ce que la caisse a calculé : natures de RSA, majoration, total en euros par mois."""

    natures = ArrayField(models.CharField(max_length=3), verbose_name="natures", default=list)
    majore = models.BooleanField("majoré", default=False)
    total = models.DecimalField("total en euros", max_digits=9, decimal_places=2, null=True)

    class Meta:
        verbose_name = "montant du droit"
        verbose_name_plural = "montants du droit"


class Appartenance(ChangementMembre):
    """Rôle de la personne dans le foyer (`ROLEPERS`) ; vide : elle n'en fait plus partie."""

    role = models.CharField("rôle", max_length=3, blank=True)

    class Meta:
        verbose_name = "appartenance au foyer"
        verbose_name_plural = "appartenances au foyer"


class DroitsDevoirs(ChangementMembre):
    """Soumis aux droits et devoirs, d'après la caisse (CASF L262-28) : oui, non ou inconnu."""

    valeur = models.CharField("soumis aux droits et devoirs", max_length=7, choices=Reponse.choices)

    class Meta:
        verbose_name = "droits et devoirs"
        verbose_name_plural = "droits et devoirs"


class Activite(ChangementMembre):
    """Activités en cours (`ACT`)."""

    codes = ArrayField(models.CharField(max_length=3), verbose_name="activités", default=list)

    class Meta:
        verbose_name = "activité"


class Ressources(ChangementMembre):
    """Ressources d'un trimestre de référence ; total et détail en euros."""

    fin = models.DateField("fin du trimestre", null=True)
    nulles = models.BooleanField("ressources nulles", default=False)
    total = models.DecimalField("total en euros", max_digits=10, decimal_places=2)
    detail = models.JSONField("détail par nature", default=dict)

    class Meta:
        verbose_name = "ressources"
        verbose_name_plural = "ressources"

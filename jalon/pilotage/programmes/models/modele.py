"""Modèles de programme : le genre d'un programme est une donnée, pas du code."""

from django.db import models

from jalon.pilotage.programmes.enums import BaseParite, NiveauParite, TypeSection


class ModeleProgramme(models.Model):
    """Un genre de programme (PDI, CALPAE, contrat local…).

    Vocabulaire, sections de fiche, légende des états.

    `niveaux` nomme les niveaux (`{"axe": "Engagement", "objectif": ""}`) ; `sens_execute` est l'étape de
    dépense que « exécuté » désigne ; la parité est celle proposée à un nouveau programme ; `editions` liste
    les modèles de rapport. Chargé depuis `modeles/*.toml` par `charger_modeles`.
    """

    code = models.SlugField("code", primary_key=True, max_length=40)
    libelle = models.CharField("libellé", max_length=200)
    niveaux = models.JSONField("noms des niveaux", default=dict)
    avec_credits = models.BooleanField("suit des crédits", default=False)
    sens_execute = models.CharField("sens de « exécuté »", max_length=40, default="paye")
    avec_etats = models.BooleanField("imprime un état par action", default=False)
    parite_niveau = models.CharField(
        "niveau de la parité", max_length=12, choices=NiveauParite, default=NiveauParite.AUCUN
    )
    parite_base = models.CharField(
        "base de la parité", max_length=14, choices=BaseParite, default=BaseParite.PARTICIPATION
    )
    thematiques = models.ManyToManyField("pilotage_programmes.Thematique", blank=True, related_name="modeles")
    editions = models.JSONField("modèles de rapport", default=list)

    class Meta:
        verbose_name = "modèle de programme"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.libelle


class EtatModele(models.Model):
    """Un état possible d'une action, dans la légende d'un modèle. `non_lu` n'y figure jamais.

    C'est un manque.
    """

    modele = models.ForeignKey(ModeleProgramme, on_delete=models.CASCADE, related_name="etats")
    code = models.SlugField("code", max_length=40)
    libelle = models.CharField("libellé", max_length=100)
    couleur = models.CharField("famille de couleur", max_length=20)
    ordre = models.PositiveSmallIntegerField("ordre")

    class Meta:
        verbose_name = "état d'action"
        ordering = ["modele", "ordre"]
        constraints = [
            models.UniqueConstraint(fields=["modele", "code"], name="etat_modele_unique"),
            models.CheckConstraint(condition=~models.Q(code="non_lu"), name="etat_modele_pas_non_lu"),
        ]

    def __str__(self) -> str:
        return self.libelle


class SectionModele(models.Model):
    """Titre et rang d'une section de fiche dans les documents d'un modèle."""

    modele = models.ForeignKey(ModeleProgramme, on_delete=models.CASCADE, related_name="sections")
    type = models.CharField("type", max_length=16, choices=TypeSection)
    titre = models.CharField("titre", max_length=120)
    ordre = models.PositiveSmallIntegerField("ordre")
    attendue = models.BooleanField("attendue", default=True)
    aide = models.CharField("aide à la rédaction", max_length=300, blank=True)

    class Meta:
        verbose_name = "section de fiche"
        ordering = ["modele", "ordre"]
        constraints = [
            models.UniqueConstraint(fields=["modele", "type"], name="section_modele_unique"),
            models.UniqueConstraint(fields=["modele", "ordre"], name="section_modele_ordre"),
        ]

    def __str__(self) -> str:
        return self.titre

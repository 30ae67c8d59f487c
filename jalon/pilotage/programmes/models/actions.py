"""Axes, objectifs, actions et leur place datée dans un programme ; annexes d'indicateurs."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from jalon.pilotage.programmes.enums import RoleOrganisation
from jalon.pilotage.programmes.models.programme import Programme


@pghistory.track()
class Axe(models.Model):
    """Premier niveau d'un programme : axe stratégique, engagement du socle, initiatives locales.

    `groupe` réunit des axes sous un même sous-total (« 4 et 5 ») ; `ensemble` réunit des groupes
    (« mesures socles ») pour un sous-total de plus haut rang. Vide : l'axe est seul.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="axes")
    code = models.CharField("code", max_length=20)
    titre = models.CharField("titre", max_length=400)
    titre_court = models.CharField("titre court", max_length=120, blank=True)
    groupe = models.CharField("groupe de sous-total", max_length=120, blank=True)
    ensemble = models.CharField("sous-ensemble", max_length=120, blank=True)
    ordre = models.PositiveSmallIntegerField("ordre")

    class Meta:
        verbose_name = "axe"
        ordering = ["programme", "ordre"]
        constraints = [models.UniqueConstraint(fields=["programme", "code"], name="axe_unique")]

    def __str__(self) -> str:
        return self.titre


@pghistory.track()
class Objectif(models.Model):
    """Objectif opérationnel d'un axe (niveau facultatif)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    axe = models.ForeignKey(Axe, on_delete=models.CASCADE, related_name="objectifs")
    code = models.CharField("code", max_length=20)
    titre = models.CharField("titre", max_length=400)
    ordre = models.PositiveSmallIntegerField("ordre")

    class Meta:
        verbose_name = "objectif"
        ordering = ["axe", "ordre"]
        constraints = [models.UniqueConstraint(fields=["axe", "code"], name="objectif_unique")]

    def __str__(self) -> str:
        return f"{self.code} {self.titre}"


class Thematique(models.Model):
    """Thématique transversale (prévention, santé, logement, handicap…), partagée entre programmes."""

    code = models.SlugField("code", primary_key=True, max_length=40)
    libelle = models.CharField("libellé", max_length=100)
    icone = models.CharField("icône", max_length=40, blank=True)

    class Meta:
        verbose_name = "thématique"
        ordering = ["libelle"]

    def __str__(self) -> str:
        return self.libelle


@pghistory.track()
class Action(models.Model):
    """Une action, stable dans le temps ; sa place, son numéro et son titre vivent dans chaque programme."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="actions", verbose_name="programme d'origine"
    )
    intitule = models.CharField("intitulé", max_length=500)
    debut = models.DateField("début", null=True, blank=True)
    fin = models.DateField("fin", null=True, blank=True)
    debut_libelle = models.CharField("mise en place, telle qu'écrite", max_length=300, blank=True)
    duree_libelle = models.CharField("durée, telle qu'écrite", max_length=300, blank=True)
    thematiques = models.ManyToManyField(Thematique, blank=True, related_name="actions")

    class Meta:
        verbose_name = "action"
        ordering = ["programme", "intitule"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__isnull=True) | Q(debut__isnull=True) | Q(fin__gte=F("debut")),
                name="action_dates_ordonnees",
                violation_error_message="L'action finit avant de commencer.",
            )
        ]

    def __str__(self) -> str:
        return self.intitule


@pghistory.track()
class PlaceAction(models.Model):
    """Place d'une action dans un programme sur une période : axe, objectif, numéro, titre imprimé, part.

    `souscrite` vaut faux pour une mesure du cadre national que le département n'a pas prise.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="places")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="places")
    axe = models.ForeignKey(Axe, on_delete=models.PROTECT, related_name="places")
    objectif = models.ForeignKey(
        Objectif, on_delete=models.PROTECT, null=True, blank=True, related_name="places"
    )
    numero = models.CharField("numéro", max_length=20, blank=True)
    titre = models.CharField("titre dans le programme", max_length=500)
    ordre = models.PositiveSmallIntegerField("ordre")
    du = models.DateField("à compter du", null=True, blank=True)
    au = models.DateField("jusqu'au", null=True, blank=True)
    part = models.DecimalField("part (%)", max_digits=5, decimal_places=2, default=100)
    souscrite = models.BooleanField("souscrite", default=True)

    class Meta:
        verbose_name = "place d'action"
        ordering = ["programme", "ordre"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "action", "du"], nulls_distinct=False, name="place_unique"
            ),
            models.UniqueConstraint(
                fields=["programme", "numero", "du"],
                condition=~Q(numero=""),
                nulls_distinct=False,
                name="place_numero_unique",
                violation_error_message="Deux actions ne peuvent pas porter le même numéro à la même date.",
            ),
            models.CheckConstraint(
                condition=Q(au__isnull=True) | Q(du__isnull=True) | Q(au__gte=F("du")),
                name="place_dates_ordonnees",
            ),
            models.CheckConstraint(condition=Q(part__gt=0) & Q(part__lte=100), name="place_part_bornee"),
        ]

    def __str__(self) -> str:
        return f"{self.numero} {self.titre}".strip()


class AliasAction(models.Model):
    """Titre ou numéro sous lequel un document imprime l'action (« 8.4bis », « Parler Babin »)."""

    place = models.ForeignKey(PlaceAction, on_delete=models.CASCADE, related_name="alias")
    numero = models.CharField("numéro imprimé", max_length=20, blank=True)
    titre = models.CharField("titre imprimé", max_length=500)
    genre_document = models.CharField("endroit du document", max_length=40)

    class Meta:
        verbose_name = "alias d'action"
        ordering = ["place", "genre_document"]
        constraints = [
            models.UniqueConstraint(fields=["place", "genre_document", "titre"], name="alias_action_unique")
        ]

    def __str__(self) -> str:
        return f"{self.numero} {self.titre}".strip()


@pghistory.track()
class OrganisationAction(models.Model):
    """Pilote, partenaire, opérateur ou financeur d'une action.

    Un financeur peut n'avoir pas de montant connu.
    """

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="organisations")
    organisation = models.ForeignKey(
        "socle_organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField("rôle", max_length=12, choices=RoleOrganisation)
    precision = models.CharField("précision", max_length=200, blank=True)

    class Meta:
        verbose_name = "organisme d'une action"
        ordering = ["action", "role", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "organisation", "role"], name="organisation_action_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_role_display()})"


class SerieAction(models.Model):
    """Lie une action, et s'il y a lieu un opérateur, à une série de chiffres ; rang dans la fiche.

    `genre` : `fiche`, `liste` (puces chiffrées) ou `repartition`. `rang_tableau` distingue deux tableaux de
    même titre. `operateur_en_colonne` : les colonnes du tableau sont des opérateurs ; les séries d'une même
    ligne ont alors le même `ordre`.
    """

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="series")
    serie = models.ForeignKey("mesure_chiffres.Serie", on_delete=models.CASCADE, related_name="+")
    libelle = models.CharField("libellé dans la fiche", max_length=600)
    tableau = models.CharField("tableau", max_length=300, blank=True)
    rang_tableau = models.PositiveSmallIntegerField("rang du tableau dans la fiche", default=0)
    genre = models.CharField("genre de tableau", max_length=12, default="fiche")
    operateur = models.CharField("opérateur", max_length=120, blank=True)
    operateur_en_colonne = models.BooleanField("une colonne par opérateur", default=False)
    groupe = models.CharField("groupe", max_length=300, blank=True)
    dont = models.BooleanField("partie de la ligne précédente", default=False)
    attendu = models.BooleanField("attendu chaque année", default=True)
    ordre = models.PositiveSmallIntegerField("ordre")

    class Meta:
        verbose_name = "série d'une action"
        ordering = ["action", "rang_tableau", "ordre", "id"]
        constraints = [models.UniqueConstraint(fields=["action", "serie"], name="serie_action_unique")]

    def __str__(self) -> str:
        return self.libelle


@pghistory.track()
class Mesure(models.Model):
    """Mesure d'une annexe d'indicateurs nationale ; souscrite ou non par le département."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="mesures")
    annexe = models.CharField("annexe", max_length=200)
    groupe = models.CharField("groupe", max_length=300, blank=True)
    titre = models.CharField("titre", max_length=400)
    souscrite = models.BooleanField("souscrite", default=True)
    ordre = models.PositiveSmallIntegerField("ordre")

    class Meta:
        verbose_name = "mesure d'annexe"
        ordering = ["programme", "ordre"]
        constraints = [models.UniqueConstraint(fields=["programme", "annexe", "titre"], name="mesure_unique")]

    def __str__(self) -> str:
        return self.titre


@pghistory.track()
class LigneAnnexe(models.Model):
    """Ligne d'annexe : une formule sur des séries de fiches, confirmée une fois par une personne.

    `formule` : `{"somme": [identifiant de série, …]}`. Tant que personne ne l'a confirmée (`confirmee_le`
    vide) ce n'est qu'une proposition, et la ligne garde les chiffres de sa propre série `serie`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mesure = models.ForeignKey(Mesure, on_delete=models.CASCADE, related_name="lignes")
    libelle = models.CharField("libellé imprimé", max_length=600)
    commentaire = models.TextField("éléments de définition", blank=True)
    dont = models.BooleanField("partie de la ligne précédente", default=False)
    serie = models.ForeignKey(
        "mesure_chiffres.Serie", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    formule = models.JSONField("formule", default=dict, blank=True)
    confirmee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmee_le = models.DateTimeField("confirmée le", null=True, blank=True)
    ordre = models.PositiveSmallIntegerField("ordre")

    class Meta:
        verbose_name = "ligne d'annexe"
        ordering = ["mesure", "ordre"]
        constraints = [models.UniqueConstraint(fields=["mesure", "ordre"], name="ligne_annexe_ordre")]

    def __str__(self) -> str:
        return self.libelle

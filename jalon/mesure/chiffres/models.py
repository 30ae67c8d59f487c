"""Séries et chiffres : une valeur, sa période, sa coupe, son statut, sa provenance (conception §4.6)."""

import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from jalon.mesure.chiffres.enums import (
    AVEC_VALEUR,
    GenreCible,
    GenrePeriode,
    MesureCalcul,
    PasCalcul,
    Provenance,
    Statut,
)

MESSAGE_STATUT = (
    "Une valeur et son statut se contredisent : zéro est une valeur, « non renseigné » n'en a pas."
)


class Serie(models.Model):
    """Suite de chiffres d'un indicateur, pour un organisme, un territoire et une source.

    `cloison` est l'identifiant du programme qui détient la série (sans clé étrangère : la mesure ne
    connaît pas les programmes) ; la sécurité des lignes s'y appuie.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    indicateur = models.ForeignKey(
        "mesure_indicateurs.Indicateur", on_delete=models.PROTECT, related_name="series"
    )
    organisation = models.ForeignKey(
        "socle_organisations.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    territoire = models.CharField("territoire", max_length=9, blank=True)
    source = models.CharField("source", max_length=200, blank=True)
    cloison = models.UUIDField("programme détenteur", db_index=True)

    class Meta:
        verbose_name = "série"
        ordering = ["indicateur", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicateur", "organisation", "territoire", "source", "cloison"],
                nulls_distinct=False,
                name="serie_unique",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


@pghistory.track()
class Chiffre(models.Model):
    """Une valeur d'une série sur une période et une coupe.

    `coupe` : axes de répartition, par exemple `{"sexe": "f", "public": "prive"}` ; vide pour le total.
    `lieu` : place dans le document lu (`tableau`, `ligne`, `colonne`, `ligne_fichier`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    serie = models.ForeignKey(Serie, on_delete=models.CASCADE, related_name="chiffres")
    genre_periode = models.CharField("genre de période", max_length=16, choices=GenrePeriode)
    debut = models.DateField("début")
    fin = models.DateField("fin")
    libelle_periode = models.CharField("période imprimée", max_length=200)
    arrete_au = models.DateField("données arrêtées au", null=True, blank=True)
    coupe = models.JSONField("coupe", default=dict, blank=True)
    valeur = models.DecimalField("valeur", max_digits=20, decimal_places=6, null=True, blank=True)
    decimales = models.PositiveSmallIntegerField("décimales imprimées", default=0)
    numerateur = models.DecimalField("numérateur", max_digits=20, decimal_places=6, null=True, blank=True)
    denominateur = models.DecimalField("dénominateur", max_digits=20, decimal_places=6, null=True, blank=True)
    texte = models.TextField("texte imprimé", blank=True)
    statut = models.CharField("statut", max_length=16, choices=Statut, default=Statut.COMPTE)
    methode = models.CharField("méthode", max_length=300, blank=True)
    provenance = models.CharField("provenance", max_length=10, choices=Provenance, default=Provenance.SAISIE)
    piece = models.ForeignKey(
        "socle_pieces.Piece", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lieu = models.JSONField("place dans le document", null=True, blank=True)
    organisme = models.ForeignKey(
        "socle_organisations.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    empreinte = models.CharField("empreinte du calcul", max_length=64, blank=True)
    saisi_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    saisi_le = models.DateTimeField("saisi le", auto_now=True)
    gele_le = models.DateTimeField("gelé le", null=True, blank=True)

    calcul_a_cote: "Calcul | None" = None
    """Le calcul que cette case n'a pas pris, quand un sélecteur l'a chargé."""

    class Meta:
        verbose_name = "chiffre"
        ordering = ["serie", "debut", "fin", "id"]
        triggers = [
            pgtrigger.Protect(
                name="chiffre_gele",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__gele_le__isnull=False, new__gele_le__isnull=False),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["serie", "genre_periode", "debut", "fin", "coupe"],
                name="chiffre_unique",
                violation_error_message="Cette série a déjà un chiffre pour cette période et cette coupe.",
            ),
            models.CheckConstraint(
                condition=Q(fin__gte=F("debut")),
                name="chiffre_periode_ordonnee",
                violation_error_message="La période finit avant de commencer.",
            ),
            models.CheckConstraint(
                condition=Q(statut__in=AVEC_VALEUR, valeur__isnull=False)
                | (~Q(statut__in=AVEC_VALEUR) & Q(valeur__isnull=True)),
                name="chiffre_valeur_selon_statut",
                violation_error_message=MESSAGE_STATUT,
            ),
            models.CheckConstraint(
                condition=~Q(statut=Statut.ESTIME) | ~Q(methode=""),
                name="chiffre_estime_avec_methode",
                violation_error_message="Une estimation dit sa méthode.",
            ),
            models.CheckConstraint(
                condition=~Q(provenance=Provenance.IMPORT) | Q(piece__isnull=False),
                name="chiffre_lu_avec_document",
                violation_error_message="Un chiffre lu cite son document.",
            ),
            models.CheckConstraint(
                condition=~Q(provenance=Provenance.CALCUL) | ~Q(empreinte=""),
                name="chiffre_calcule_avec_empreinte",
                violation_error_message="Un chiffre calculé porte l'empreinte de ce qu'il compte.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.libelle_periode} : {self.texte or self.valeur}"


@pghistory.track()
class ReglageCalcul(models.Model):
    """« Calculé par » : les cases de cette série prennent la valeur d'un indicateur déclaré.

    `code` : celui de la déclaration. `coupe` : la case d'une coupe (`{"territoire": "200000001"}`) ; vide,
    l'ensemble.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    serie = models.OneToOneField(Serie, on_delete=models.CASCADE, related_name="reglage")
    code = models.CharField("calculé par", max_length=80)
    coupe = models.JSONField("coupe", default=dict, blank=True)
    pas = models.CharField("périodes", max_length=10, choices=PasCalcul, default=PasCalcul.TOUT)
    mesure = models.CharField(
        "ce qui s'écrit", max_length=8, choices=MesureCalcul, default=MesureCalcul.VALEUR
    )

    class Meta:
        verbose_name = "réglage de calcul"
        ordering = ["serie"]

    def __str__(self) -> str:
        return self.code


class Calcul(models.Model):
    """Ce qu'un calcul a trouvé pour une période d'une série, et de quoi le refaire.

    `chiffre` est vide quand la case tient une valeur saisie, lue ou transmise : le calcul reste à côté.
    `numerateur` d'un délai : une somme de jours. `raisons` : `{situation: {raison: nombre}}`. `donnees` :
    quels faits étaient chargés. Gelé avec son chiffre, il ne change plus.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    serie = models.ForeignKey(Serie, on_delete=models.CASCADE, related_name="calculs")
    chiffre = models.OneToOneField(
        Chiffre, on_delete=models.SET_NULL, null=True, blank=True, related_name="calcul"
    )
    genre_periode = models.CharField("genre de période", max_length=16, choices=GenrePeriode)
    debut = models.DateField("début")
    fin = models.DateField("fin")
    code = models.CharField("indicateur", max_length=80)
    version = models.PositiveSmallIntegerField("version de la définition")
    coupe = models.JSONField("coupe", default=dict, blank=True)
    mesure = models.CharField("ce qui s'écrit", max_length=8, choices=MesureCalcul)
    arrete_au = models.DateField("faits arrêtés au")
    delais = models.JSONField("délais appliqués", default=list)
    valeur = models.DecimalField("valeur", max_digits=20, decimal_places=6, null=True, blank=True)
    mediane = models.DecimalField("médiane", max_digits=20, decimal_places=6, null=True, blank=True)
    numerateur = models.BigIntegerField("numérateur", null=True, blank=True)
    denominateur = models.BigIntegerField("dénominateur", null=True, blank=True)
    statut = models.CharField("statut", max_length=16, choices=Statut)
    raisons = models.JSONField("situations et raisons", default=dict)
    definition = models.CharField("empreinte de la définition", max_length=64)
    empreinte = models.CharField("empreinte du calcul", max_length=64)
    donnees = models.CharField("version des faits", max_length=80, blank=True)
    calcule_le = models.DateTimeField("calculé le")
    calcule_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    gele_le = models.DateTimeField("gelé le", null=True, blank=True)

    class Meta:
        verbose_name = "calcul"
        ordering = ["serie", "debut", "fin"]
        triggers = [
            pgtrigger.Protect(
                name="calcul_gele",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__gele_le__isnull=False, new__gele_le__isnull=False),
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["serie", "genre_periode", "debut", "fin"], name="calcul_unique"),
            models.CheckConstraint(condition=Q(fin__gte=F("debut")), name="calcul_periode_ordonnee"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.debut:%d/%m/%Y}-{self.fin:%d/%m/%Y}"


class Passage(models.Model):
    """Un recalcul de nuit des chiffres vivants d'un programme. `fini_le` vide : en cours, ou interrompu.

    `changements` : `{chiffre, titre, periode, avant, apres}` par case écrite ; `refus` : `[titre, motif]`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cloison = models.UUIDField("programme détenteur", db_index=True)
    commence_le = models.DateTimeField("commencé le")
    fini_le = models.DateTimeField("fini le", null=True, blank=True)
    regardees = models.PositiveIntegerField("cases regardées", default=0)
    changements = models.JSONField("ce qui a changé", default=list, blank=True)
    refus = models.JSONField("ce qui s'est refusé", default=list, blank=True)

    class Meta:
        verbose_name = "passage de nuit"
        verbose_name_plural = "passages de nuit"
        ordering = ["cloison", "-commence_le"]
        constraints = [
            models.UniqueConstraint(
                fields=["cloison"], condition=Q(fini_le=None), name="passage_un_seul_en_cours"
            )
        ]

    def __str__(self) -> str:
        return f"{self.commence_le:%d/%m/%Y %H:%M}"


class LotMembres(models.Model):
    """Les séjours observés par un calcul, sous pseudonyme, par situation et raison.

    Des listes plutôt qu'une ligne par séjour : remplacer un calcul de 60 000 séjours coûte quelques lignes.
    Les listes ont la même longueur ; `cles` (l'acte compté) et `porteurs` (le référent, la structure) sont
    vides pour un indicateur qui ne compte que des séjours.
    """

    calcul = models.ForeignKey(Calcul, on_delete=models.CASCADE, related_name="lots")
    situation = models.CharField("situation", max_length=12)
    raison = models.CharField("raison", max_length=40)
    rang = models.PositiveSmallIntegerField("rang")
    personnes = ArrayField(models.UUIDField(), verbose_name="personnes")
    episodes = ArrayField(models.UUIDField(), verbose_name="séjours")
    jours = ArrayField(models.IntegerField(null=True), verbose_name="jours")
    cles = ArrayField(models.UUIDField(null=True), verbose_name="actes", default=list, blank=True)
    porteurs = ArrayField(models.UUIDField(null=True), verbose_name="porteurs", default=list, blank=True)

    class Meta:
        verbose_name = "lot de membres"
        ordering = ["calcul", "situation", "raison", "rang"]
        constraints = [
            models.UniqueConstraint(
                fields=["calcul", "situation", "raison", "rang"], name="lot_membres_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.situation}, {self.raison} ({len(self.personnes)})"


@pghistory.track()
class ContreValeur(models.Model):
    """Ce que le département dit d'un chiffre officiel : la valeur officielle reste, celle-ci est à côté."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    chiffre = models.OneToOneField(Chiffre, on_delete=models.CASCADE, related_name="contre_valeur")
    valeur = models.DecimalField("valeur locale", max_digits=20, decimal_places=6)
    decimales = models.PositiveSmallIntegerField("décimales", default=0)
    raison = models.CharField("pourquoi elle diffère", max_length=300)
    source = models.CharField("source", max_length=300)
    methode = models.CharField("méthode", max_length=300)
    le = models.DateField("établie le")
    saisi_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saisi_le = models.DateTimeField("saisie le", auto_now=True)

    class Meta:
        verbose_name = "contre-valeur"
        ordering = ["chiffre"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(raison="") & ~Q(source="") & ~Q(methode=""),
                name="contre_valeur_justifiee",
                violation_error_message="Une valeur locale dit sa raison, sa source et sa méthode.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.valeur} ({self.source})"


@pghistory.track()
class Cible(models.Model):
    """Valeur visée ou seuil d'alerte d'une série, daté. `depart` : la valeur d'où l'on part."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    serie = models.ForeignKey(Serie, on_delete=models.CASCADE, related_name="cibles")
    genre = models.CharField("genre", max_length=6, choices=GenreCible, default=GenreCible.CIBLE)
    du = models.DateField("à compter du")
    echeance = models.DateField("à atteindre le", null=True, blank=True)
    depart = models.DecimalField("valeur de départ", max_digits=20, decimal_places=6, null=True, blank=True)
    valeur = models.DecimalField("valeur visée", max_digits=20, decimal_places=6)
    source = models.CharField("d'où elle vient", max_length=300, blank=True)

    class Meta:
        verbose_name = "cible"
        ordering = ["serie", "genre", "du"]
        constraints = [
            models.UniqueConstraint(
                fields=["serie", "genre", "du"],
                name="cible_unique",
                violation_error_message="Cette série a déjà une valeur visée à cette date.",
            ),
            models.CheckConstraint(
                condition=Q(echeance__isnull=True) | Q(echeance__gte=F("du")),
                name="cible_dates_ordonnees",
                violation_error_message="L'échéance précède le départ.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_genre_display()} : {self.valeur}"

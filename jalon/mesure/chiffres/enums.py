from django.db import models

from jalon.socle.periodes import Genre


class Statut(models.TextChoices):
    """Statut d'un chiffre (conception §4.6). Zéro est une valeur ; les quatre derniers n'en ont pas."""

    COMPTE = "compte", "compté"
    ESTIME = "estime", "estimé"
    PREVISION = "prevision", "prévision"
    ATTERRISSAGE = "atterrissage", "atterrissage"
    PROVISOIRE = "provisoire", "provisoire"
    EN_ATTENTE = "en_attente", "en attente"
    NON_RENSEIGNE = "non_renseigne", "non renseigné"
    NON_CALCULABLE = "non_calculable", "non calculable"
    SANS_OBJET = "sans_objet", "sans objet"


AVEC_VALEUR = (Statut.COMPTE, Statut.ESTIME, Statut.PREVISION, Statut.ATTERRISSAGE, Statut.PROVISOIRE)


class Provenance(models.TextChoices):
    """D'où vient un chiffre."""

    SAISIE = "saisie", "saisi"
    IMPORT = "import", "lu dans un document"
    TRANSMIS = "transmis", "transmis par un organisme"
    CALCUL = "calcul", "calculé"


class GenrePeriode(models.TextChoices):
    """Les genres de `jalon.socle.periodes`, avec leur libellé."""

    ANNEE = Genre.ANNEE.value, "année"
    SEMESTRE = Genre.SEMESTRE.value, "semestre"
    TRIMESTRE = Genre.TRIMESTRE.value, "trimestre"
    MOIS = Genre.MOIS.value, "mois"
    ANNEE_SCOLAIRE = Genre.ANNEE_SCOLAIRE.value, "année scolaire"
    SAISON = Genre.SAISON.value, "saison"
    SITUATION = Genre.SITUATION.value, "situation à une date"
    INTERVALLE = Genre.INTERVALLE.value, "période"


class PasCalcul(models.TextChoices):
    """Les périodes où une série se calcule, dans l'intervalle dont on rend compte."""

    TOUT = "tout", "toute la période"
    SEMESTRE = "semestre", "chaque semestre"
    TRIMESTRE = "trimestre", "chaque trimestre"
    MOIS = "mois", "chaque mois"


class MesureCalcul(models.TextChoices):
    """Ce qu'une case prend d'un calcul : un délai a une moyenne et une médiane, un compte une part."""

    VALEUR = "valeur", "la valeur"
    MEDIANE = "mediane", "la médiane (délais)"


class EtatCible(models.TextChoices):
    """Où en est une valeur par rapport à ce qu'elle vise. Un seuil se respecte ou se franchit."""

    ATTEINTE = "atteinte", "atteinte"
    MANQUEE = "manquee", "manquée"
    EN_ATTENTE = "en_attente", "en attente"
    RESPECTE = "respecte", "respecté"
    FRANCHI = "franchi", "franchi"


class GenreCible(models.TextChoices):
    """Ce qu'une valeur visée veut dire."""

    CIBLE = "cible", "cible à atteindre"
    SEUIL = "seuil", "seuil d'alerte"

from django.db import models


class NatureIndicateur(models.TextChoices):
    """Ce que l'indicateur compte dans le temps."""

    STOCK = "stock", "situation à une date"
    FLUX = "flux", "compte sur une période"
    CUMUL = "cumul", "cumul depuis l'origine"
    COHORTE = "cohorte", "groupe suivi"


class Sens(models.TextChoices):
    """Sens du progrès : un délai qui baisse est un progrès."""

    HAUSSE = "hausse", "la hausse est un progrès"
    BAISSE = "baisse", "la baisse est un progrès"
    NEUTRE = "neutre", "sans sens de progrès"


class Additivite(models.TextChoices):
    """Ce qui peut s'additionner : sommer des personnes distinctes de douze mois n'a pas de sens."""

    ADDITIF = "additif", "additif"
    STOCK = "stock", "stock, non additif dans le temps"
    RATIO = "ratio", "ratio"
    DISTINCT = "distinct", "personnes distinctes"
    QUANTILE = "quantile", "médiane ou quantile"


class Situation(models.TextChoices):
    """Où se trouve un séjour observé ; « pas encore » : trop récent ou en attente, ni réussite ni échec."""

    COMPTE = "compte", "comptés"
    RESTE = "reste", "au dénominateur, non comptés"
    PAS_ENCORE = "pas_encore", "pas encore"
    ECARTE = "ecarte", "hors de la population"


class Unite(models.TextChoices):
    """Unité de la valeur."""

    NOMBRE = "nombre", "nombre"
    EURO = "euro", "€"
    POURCENT = "pourcent", "%"
    JOUR = "jour", "jours"
    MOIS = "mois", "mois"
    HEURE = "heure", "heures"
    ETP = "etp", "ETP"


class UniteCompte(models.TextChoices):
    """Ce qu'une unité compte ; 586 passages ne sont pas 586 personnes."""

    PERSONNE = "personne", "personne"
    MENAGE = "menage", "ménage"
    ENFANT = "enfant", "enfant"
    PASSAGE = "passage", "passage"
    PARTICIPATION = "participation", "participation"
    ENTRETIEN = "entretien", "entretien"
    RENDEZ_VOUS = "rendez_vous", "rendez-vous"
    CONTRAT = "contrat", "contrat"
    DOCUMENT = "document", "document"
    STRUCTURE = "structure", "structure"
    SEANCE = "seance", "séance ou session"
    PLACE = "place", "place"
    TERRITOIRE = "territoire", "territoire"
    HEURE = "heure", "heure"
    EURO = "euro", "euro"
    AUTRE = "autre", "autre"

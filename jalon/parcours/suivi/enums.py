"""Codes du suivi."""

from django.db.models import TextChoices


class RegleCercle(TextChoices):
    """Qui lit les notes d'un cercle, parmi ceux qui voient le dossier ; la base applique la même liste."""

    EQUIPE = "equipe", "le référent, l'équipe et leurs structures"
    STRUCTURE = "structure", "la structure de l'auteur"
    SPECIALITE = "specialite", "les comptes et les fonctions qui y ont droit"
    AUTEUR = "auteur", "l'auteur seul"


class Canal(TextChoices):
    """Par où on a cherché à joindre quelqu'un."""

    SMS = "sms", "SMS"
    COURRIEL = "courriel", "courriel"
    COURRIER = "courrier", "courrier"
    TELEPHONE = "telephone", "téléphone"
    VISITE = "visite", "visite"


class ResultatContact(TextChoices):
    """Ce qu'a donné la recherche d'une personne perdue de vue."""

    EN_ATTENTE = "en_attente", "en attente"
    JOINTE = "jointe", "jointe, suivi repris"
    INJOIGNABLE = "injoignable", "injoignable"
    PARTIE = "partie", "partie du département"
    SORTIE = "sortie", "sortie du RSA"
    REFUS = "refus", "jointe, ne veut pas de suivi"

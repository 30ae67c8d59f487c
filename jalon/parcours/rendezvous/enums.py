from django.db.models import TextChoices


class Nature(TextChoices):
    """À quoi sert un rendez-vous, dans le parcours."""

    ORIENTATION = "orientation", "orientation"
    ACCOMPAGNEMENT = "accompagnement", "accompagnement"
    CONTRAT = "contrat", "contrat"
    EQUIPE_PLURI = "equipe_pluri", "équipe pluridisciplinaire"
    INFORMATION_COLLECTIVE = "information_collective", "information collective"


class Mode(TextChoices):
    """Comment on se rencontre."""

    SUR_PLACE = "sur_place", "sur place"
    TELEPHONE = "telephone", "par téléphone"
    VISIO = "visio", "en visioconférence"
    DOMICILE = "domicile", "au domicile"


class Canal(TextChoices):
    """Par où une invitation part ; mêmes codes que les messages."""

    SMS = "sms", "SMS"
    COURRIEL = "courriel", "courriel"
    LETTRE = "lettre", "lettre"


class PrisPar(TextChoices):
    """Qui a choisi la date."""

    PERSONNE = "personne", "la personne"
    AGENT = "agent", "un agent"
    SYSTEME = "systeme", "Jalon"


class Issue(TextChoices):
    """Ce que le rendez-vous est devenu pour une personne ; vide tant qu'on ne le sait pas."""

    HONORE = "honore", "honoré"
    ABSENT = "absent", "absence"
    EXCUSE = "excuse", "excusé"
    ANNULE_SERVICE = "annule_service", "annulé par le service"


OCCUPENT = (Issue.HONORE, Issue.ABSENT)
"""Issues qui gardent la place ; sans issue aussi. Les autres la rendent."""


class Geste(TextChoices):
    """Ce que deviennent les rendez-vous d'un agent absent."""

    DEPLACER = "deplacer", "les déplacer à la première heure libre"
    CONFIER = "confier", "les confier à un collègue, à la même heure"
    ANNULER = "annuler", "les annuler et prévenir"


class MotifAnnulation(TextChoices):
    """Pourquoi un créneau ou un rendez-vous n'a pas lieu."""

    ABSENCE_AGENT = "absence_agent", "absence de l'agent"
    LIEU_FERME = "lieu_ferme", "lieu fermé"
    PLANNING = "planning", "changement de planning"
    OCCUPE = "occupe", "autre rendez-vous à cette heure"
    PERSONNE = "personne", "plus personne d'inscrit"
    ERREUR = "erreur", "saisi par erreur"


class Origine(TextChoices):
    """D'où vient une invitation."""

    AGENT = "agent", "un agent"
    ABSENCE = "absence", "après une absence"
    EXPIRATION = "expiration", "après une invitation expirée"
    ANNULATION = "annulation", "après une annulation du service"


class Statut(TextChoices):
    """Où en est une personne pour un motif. Déduit des faits, jamais saisi."""

    A_INVITER = "a_inviter", "à inviter"
    INVITE = "invite", "invitée"
    INVITATION_EXPIREE = "invitation_expiree", "invitation expirée"
    RDV_A_VENIR = "rdv_a_venir", "rendez-vous à venir"
    A_CLORE = "a_clore", "à clore"
    HONORE = "honore", "honoré"
    ABSENT = "absent", "absente"
    EXCUSE = "excuse", "excusée"
    ANNULE_SERVICE = "annule_service", "annulé par le service"

from django.db import models


class Financeur(models.TextChoices):
    """Famille de financeur ; l'organisme précis est à part."""

    ETAT = "etat", "État"
    DEPARTEMENT = "departement", "Département"
    TIERS = "tiers", "autre financeur"


class NatureCredit(models.TextChoices):
    PREVU = "prevu", "participation de l'exercice"
    REPORT_ENTRANT = "report_entrant", "report entrant"


class StatutMontant(models.TextChoices):
    """Vide n'est pas zéro, zéro n'est pas « sans objet »."""

    RENSEIGNE = "renseigne", "renseigné"
    NON_RENSEIGNE = "non_renseigne", "non renseigné"
    EN_ATTENTE = "en_attente", "en attente"
    SANS_OBJET = "sans_objet", "sans objet"
    INCONNU = "inconnu", "montant inconnu"


class EtapeDepense(models.TextChoices):
    """« Exécuté » désigne l'une de ces étapes, selon le modèle de programme."""

    ENGAGE = "engage", "engagé"
    PAYE = "paye", "payé"
    UTILISE = "utilise", "utilisé"
    JUSTIFIE = "justifie", "justifié"


class BaseContrepartie(models.TextChoices):
    POSTE = "poste", "temps de travail (postes)"
    FONDS = "fonds", "fonds (FSL, FAJ…)"
    DELEGATION = "delegation", "délégation"
    SUBVENTION = "subvention", "subvention ou convention"
    ACHAT = "achat", "achat ou marché"
    AUTRE = "autre", "autre"


class SuiteSolde(models.TextChoices):
    """Ce qu'on décide d'un solde : un solde n'est pas un report."""

    REPORT = "report", "reporté sur l'exercice suivant"
    REDEPLOIEMENT = "redeploiement", "redéployé vers une autre action"
    REVERSEMENT = "reversement", "reversé"
    DEDUCTION = "deduction", "déduit du versement suivant"

"""Codes des contrats : ASCII en base, libellés français à l'écran."""

from __future__ import annotations

from django.db.models import TextChoices


class TypeContrat(TextChoices):
    CER = "cer", "contrat d'engagement réciproque"
    ENGAGEMENT = "contrat_engagement", "contrat d'engagement"


class EtatContrat(TextChoices):
    """Ce qui est fait du contrat ; « en vigueur » se déduit d'un contrat signé et de ses dates."""

    BROUILLON = "brouillon", "brouillon"
    PROPOSE = "propose", "proposé à la personne"
    EN_CIRCUIT = "en_circuit", "en validation"
    A_SIGNER = "a_signer", "à signer"
    SIGNE = "signe", "signé"
    RESILIE = "resilie", "résilié"
    REMPLACE = "remplace", "remplacé"
    ABANDONNE = "abandonne", "abandonné"


TRANSITIONS: dict[EtatContrat, frozenset[EtatContrat]] = {
    EtatContrat.BROUILLON: frozenset(
        {EtatContrat.PROPOSE, EtatContrat.EN_CIRCUIT, EtatContrat.A_SIGNER, EtatContrat.ABANDONNE}
    ),
    EtatContrat.PROPOSE: frozenset(
        {EtatContrat.BROUILLON, EtatContrat.EN_CIRCUIT, EtatContrat.A_SIGNER, EtatContrat.ABANDONNE}
    ),
    EtatContrat.EN_CIRCUIT: frozenset({EtatContrat.BROUILLON, EtatContrat.A_SIGNER, EtatContrat.ABANDONNE}),
    EtatContrat.A_SIGNER: frozenset({EtatContrat.BROUILLON, EtatContrat.SIGNE, EtatContrat.ABANDONNE}),
    EtatContrat.SIGNE: frozenset({EtatContrat.RESILIE, EtatContrat.REMPLACE}),
    EtatContrat.RESILIE: frozenset(),
    EtatContrat.REMPLACE: frozenset(),
    EtatContrat.ABANDONNE: frozenset(),
}
"""Les seuls passages permis d'un état à l'autre."""

MODIFIABLES = (EtatContrat.BROUILLON, EtatContrat.PROPOSE)
OUVERTS = (*MODIFIABLES, EtatContrat.EN_CIRCUIT, EtatContrat.A_SIGNER)
SIGNES = (EtatContrat.SIGNE, EtatContrat.RESILIE, EtatContrat.REMPLACE)


class Suite(TextChoices):
    """Pourquoi un contrat en suit un autre."""

    RENOUVELLEMENT = "renouvellement", "renouvellement"
    REVISION = "revision", "révision"


class MotifReduction(TextChoices):
    """Pourquoi moins d'heures que le principe, ou aucune (Code du travail, article L. 5411-6)."""

    SANTE = "sante", "difficultés de santé"
    HANDICAP = "handicap", "handicap"
    INVALIDITE = "invalidite", "invalidité"
    PARENT_ISOLE = "parent_isole", "parent isolé sans solution de garde"
    AIDANT = "aidant", "proche aidant"
    ACTIVITE = "activite", "emploi ou formation en cours"
    FAMILLE = "famille", "autre situation familiale"
    AUTRE = "autre", "autre raison, à préciser"


class MotifReexamen(TextChoices):
    """Pourquoi un parcours social demande plus de six mois ; liste ouverte (CASF, article D. 262-65-2-1)."""

    SANTE = "sante", "difficultés de santé"
    HANDICAP = "handicap", "handicap"
    INVALIDITE = "invalidite", "invalidité"
    LOGEMENT = "logement", "logement"
    GARDE = "garde", "garde d'enfant"
    AIDANT = "aidant", "proche aidant"
    AUTRE = "autre", "autre difficulté, dite dans la situation de départ"


class MotifCloture(TextChoices):
    """Pourquoi un contrat s'arrête avant sa fin, ou un projet est abandonné."""

    SORTIE_RSA = "sortie_rsa", "sortie du RSA"
    EMPLOI = "emploi", "reprise d'emploi ou d'activité"
    REORIENTATION = "reorientation", "réorientation"
    DEMENAGEMENT = "demenagement", "départ du département"
    DEMANDE = "demande", "demande de la personne"
    NON_RESPECT = "non_respect", "engagements non tenus"
    DECES = "deces", "décès"
    ERREUR = "erreur", "erreur"
    AUTRE = "autre", "autre, à préciser"
    SUITE = "suite", "contrat suivant signé"


class Domaine(TextChoices):
    """Les thématiques du référentiel data·inclusion, telles quelles."""

    METIER = "choisir-un-metier", "choisir un métier"
    CANDIDATURE = "preparer-sa-candidature", "préparer sa candidature"
    EMPLOI = "trouver-un-emploi", "trouver un emploi"
    FORMATION = "se-former", "se former"
    ENTREPRISE = "creer-une-entreprise", "créer une entreprise"
    REMOBILISATION = "remobilisation", "remobilisation"
    LOGEMENT = "logement-hebergement", "logement et hébergement"
    SANTE = "sante", "santé"
    MOBILITE = "mobilite", "mobilité"
    FAMILLE = "famille", "famille et garde d'enfant"
    NUMERIQUE = "numerique", "numérique"
    ADMINISTRATIF = "difficultes-administratives-ou-juridiques", "démarches administratives et juridiques"
    ARGENT = "difficultes-financieres", "argent"
    LANGUE = "lecture-ecriture-calcul", "français, lecture, écriture, calcul"
    EQUIPEMENT = "equipement-et-alimentation", "équipement et alimentation"


class Partie(TextChoices):
    """Qui s'engage, et qui signe."""

    PERSONNE = "personne", "la personne"
    ORGANISME = "organisme", "l'organisme référent"


class EtatEngagement(TextChoices):
    A_FAIRE = "a_faire", "à faire"
    EN_COURS = "en_cours", "en cours"
    TENU = "tenu", "tenu"
    NON_TENU = "non_tenu", "non tenu"
    SANS_OBJET = "sans_objet", "plus d'actualité"


class NatureEtape(TextChoices):
    """Ce qu'une étape du circuit demande."""

    LECTURE = "lecture", "lecture"
    AVIS = "avis", "avis"
    COSIGNATURE = "cosignature", "cosignature"
    VISA = "visa", "visa du délégataire"


class ResultatEtape(TextChoices):
    """Ce qu'une étape a donné ; vide tant qu'elle attend."""

    FAITE = "faite", "faite"
    FAVORABLE = "favorable", "avis favorable"
    RESERVE = "reserve", "avis réservé"
    RENVOI = "renvoi", "renvoyé pour correction"


RESULTATS: dict[NatureEtape, tuple[ResultatEtape, ...]] = {
    NatureEtape.LECTURE: (ResultatEtape.FAITE, ResultatEtape.RENVOI),
    NatureEtape.AVIS: (ResultatEtape.FAVORABLE, ResultatEtape.RESERVE, ResultatEtape.RENVOI),
    NatureEtape.COSIGNATURE: (ResultatEtape.FAITE, ResultatEtape.RENVOI),
    NatureEtape.VISA: (ResultatEtape.FAITE, ResultatEtape.RENVOI),
}
"""Les réponses possibles, par nature d'étape."""


class ModeSignature(TextChoices):
    LIEN_CODE = "lien_code", "par lien, avec un code à usage unique"
    ECRAN = "ecran", "à l'écran de l'agent, en présence"
    PAPIER = "papier", "sur papier, numérisé"
    COMPTE = "compte", "sur son compte professionnel"


class NaturePiece(TextChoices):
    SCELLE = "scelle", "contrat scellé"
    PREUVE = "preuve", "dossier de preuve"
    SCAN = "scan", "exemplaire papier numérisé"

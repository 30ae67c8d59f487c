"""Codes des manquements, et les passages permis de chaque objet."""

from django.db.models import TextChoices


class Nature(TextChoices):
    """Le motif légal d'un manquement (CASF L. 262-37)."""

    REFUS_CONTRAT = "refus_contrat", "contrat non établi ou non actualisé"
    OBLIGATIONS = "obligations", "obligations du contrat non tenues"
    REFUS_CONTROLE = "refus_controle", "refus de se soumettre aux contrôles"
    RADIATION_FT = "radiation_ft", "radiation de la liste de France Travail"
    AUTRE = "autre", "autre fait : aucune sanction possible"


class EtatManquement(TextChoices):
    SIGNALE = "signale", "signalé"
    QUALIFIE = "qualifie", "qualifié"
    CLASSE = "classe", "classé sans suite"
    AVERTI = "averti", "averti, réception attendue"
    OBSERVATIONS = "observations", "délai d'observations"
    EP = "ep", "devant l'équipe pluridisciplinaire"
    DECIDE = "decide", "décidé, à notifier"
    NOTIFIE = "notifie", "notifié"
    EN_COURS = "en_cours", "sanction en cours"
    LEVE = "leve", "levé"
    FINI = "fini", "fini"
    AGGRAVE = "aggrave", "suivi d'un nouveau manquement"
    ANNULE = "annule", "annulé sur recours"


_E = EtatManquement
TRANSITIONS: dict[EtatManquement, tuple[EtatManquement, ...]] = {
    _E.SIGNALE: (_E.QUALIFIE, _E.CLASSE),
    _E.QUALIFIE: (_E.AVERTI, _E.CLASSE),
    _E.CLASSE: (),
    _E.AVERTI: (_E.OBSERVATIONS, _E.DECIDE),
    _E.OBSERVATIONS: (_E.EP, _E.DECIDE),
    _E.EP: (_E.DECIDE,),
    _E.DECIDE: (_E.NOTIFIE,),
    _E.NOTIFIE: (_E.EN_COURS, _E.LEVE, _E.FINI, _E.ANNULE),
    _E.EN_COURS: (_E.LEVE, _E.FINI, _E.AGGRAVE, _E.ANNULE),
    _E.LEVE: (_E.ANNULE,),
    _E.FINI: (_E.AGGRAVE, _E.ANNULE),
    _E.AGGRAVE: (_E.ANNULE,),
    _E.ANNULE: (),
}
"""Les seuls passages permis ; la base applique la même liste. Un recours a ses propres états."""


class Suite(TextChoices):
    """Ce qui peut être décidé. La réduction n'existe que dans l'ancien régime."""

    SANS_SUITE = "sans_suite", "sans suite"
    SUSPENSION = "suspension", "suspension"
    SUPPRESSION = "suppression", "suppression"
    REDUCTION = "reduction", "réduction"
    RADIATION = "radiation", "fin de droit et radiation"


class Prealable(TextChoices):
    """Ce qui doit s'être passé avant qu'une ligne de barème s'applique."""

    AUCUN = "aucun", "aucun"
    SANCTION = "sanction", "une sanction déjà notifiée, manquement qui persiste ou se répète"
    MAXIMUM = "maximum", "une suppression totale de la durée maximale, arrivée à son terme"
    SECOND = "second", "une sanction de second niveau, arrivée à son terme"


class OrigineBareme(TextChoices):
    LOI = "loi", "loi et décret"
    LOCAL = "local", "délibération du département"


class ModeObservation(TextChoices):
    ECRIT = "ecrit", "par écrit"
    ORAL = "oral", "oralement"


class MotifLevee(TextChoices):
    CONTRAT_SIGNE = "contrat_signe", "contrat signé ou actualisé"
    OBLIGATION_TENUE = "obligation_tenue", "obligations tenues"
    AUTRE = "autre", "autre motif"


class SensOrdre(TextChoices):
    """Ce que le département demande à la caisse."""

    APPLIQUER = "appliquer", "appliquer la sanction"
    MODIFIER = "modifier", "modifier la sanction"
    LEVER = "lever", "lever la sanction"
    ANNULER = "annuler", "annuler la sanction"


class EtatRecours(TextChoices):
    """Recours préalable obligatoire, puis tribunal administratif (CASF L. 262-47)."""

    DEPOSE = "depose", "à l'examen"
    ANNULE = "annule", "décision annulée"
    REFORME = "reforme", "décision adoucie"
    REJETE = "rejete", "rejeté"
    IMPLICITE = "implicite", "rejeté par le silence"
    TA = "ta", "devant le tribunal administratif"
    TA_ANNULE = "ta_annule", "décision annulée par le tribunal"
    TA_REJETE = "ta_rejete", "rejeté par le tribunal"


_R = EtatRecours
TRANSITIONS_RECOURS: dict[EtatRecours, tuple[EtatRecours, ...]] = {
    _R.DEPOSE: (_R.ANNULE, _R.REFORME, _R.REJETE, _R.IMPLICITE),
    _R.IMPLICITE: (_R.ANNULE, _R.REFORME, _R.REJETE, _R.TA),
    _R.REJETE: (_R.TA,),
    _R.REFORME: (_R.TA,),
    _R.ANNULE: (),
    _R.TA: (_R.TA_ANNULE, _R.TA_REJETE),
    _R.TA_ANNULE: (),
    _R.TA_REJETE: (),
}
"""Une décision expresse peut encore remplacer un rejet par le silence."""


class QualiteMembre(TextChoices):
    """Au titre de quoi on siège (CASF L. 262-39)."""

    INSERTION = "insertion", "professionnel de l'insertion"
    FRANCE_TRAVAIL = "france_travail", "France Travail"
    DEPARTEMENT = "departement", "département"
    ALLOCATAIRE = "allocataire", "représentant des allocataires"
    AUTRE = "autre", "autre membre"


class EtatSeance(TextChoices):
    PREPAREE = "preparee", "en préparation"
    CONVOQUEE = "convoquee", "convoquée"
    TENUE = "tenue", "tenue"
    CLOSE = "close", "procès-verbal signé"
    ANNULEE = "annulee", "annulée"


_S = EtatSeance
TRANSITIONS_SEANCE: dict[EtatSeance, tuple[EtatSeance, ...]] = {
    _S.PREPAREE: (_S.CONVOQUEE, _S.ANNULEE),
    _S.CONVOQUEE: (_S.TENUE, _S.ANNULEE),
    _S.TENUE: (_S.CLOSE,),
    _S.CLOSE: (),
    _S.ANNULEE: (),
}


class Avis(TextChoices):
    FAVORABLE = "favorable", "favorable à la sanction proposée"
    DEFAVORABLE = "defavorable", "défavorable"
    AUTRE = "autre", "autre proposition"
    REPORTE = "reporte", "reporté à une autre séance"


class Convocation(TextChoices):
    """Si la personne invitée est venue."""

    INCONNU = "inconnu", "non noté"
    PRESENTE = "presente", "présente"
    ASSISTEE = "assistee", "présente et assistée"
    REPRESENTEE = "representee", "représentée"
    ABSENTE = "absente", "absente"

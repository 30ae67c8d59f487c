from django.db.models import TextChoices


class Voie(TextChoices):
    """Les trois parcours (arrêté du 21/11/2024)."""

    EMPLOI = "emploi", "emploi"
    SOCIO_PROFESSIONNELLE = "socio_professionnelle", "socio-professionnelle"
    SOCIALE = "sociale", "sociale"


class Motif(TextChoices):
    """Pourquoi cette décision : la première, ou ce qui la fait changer."""

    PREMIERE = "premiere", "première orientation"
    SITUATION = "situation", "sa situation a changé"
    DEMENAGEMENT = "demenagement", "elle a déménagé"
    REVUE = "revue", "réexamen du parcours social"
    DEMANDE_PERSONNE = "demande_personne", "à sa demande"
    DEMANDE_REFERENT = "demande_referent", "à la demande du référent"
    CAPACITE = "capacite", "l'organisme ne peut plus l'accueillir"
    RADIATION = "radiation", "radiation de la liste des demandeurs d'emploi"
    AUTRE = "autre", "autre motif, écrit"


class Origine(TextChoices):
    """Qui a choisi : un agent, une règle acceptée par un agent, le défaut de la loi, un autre logiciel."""

    AGENT = "agent", "choisie par un agent"
    REGLE = "regle", "proposée par une règle, acceptée par un agent"
    DEFAUT = "defaut", "par défaut, délai dépassé"
    REPRISE = "reprise", "reprise d'un autre logiciel"


class EtatJeu(TextChoices):
    BROUILLON = "brouillon", "brouillon"
    EN_SERVICE = "en_service", "en service"
    RETIRE = "retire", "retiré"


class Destination(TextChoices):
    """Où mène une règle."""

    ORGANISME = "organisme", "un organisme"
    TERRITOIRE = "territoire", "l'organisme du territoire de la personne"
    DIAGNOSTIC = "diagnostic", "un entretien de diagnostic"


class SiComplet(TextChoices):
    """Quand l'organisme n'a plus de place."""

    SUIVANTE = "suivante", "essayer la règle suivante"
    GARDER = "garder", "proposer quand même, en le signalant"


class EtatProposition(TextChoices):
    PROPOSEE = "proposee", "à décider"
    ACCEPTEE = "acceptee", "acceptée"
    REFUSEE = "refusee", "refusée"
    PERIMEE = "perimee", "remplacée ou sans objet"


TRANSITIONS = {
    EtatProposition.PROPOSEE: frozenset(
        {EtatProposition.ACCEPTEE, EtatProposition.REFUSEE, EtatProposition.PERIMEE}
    ),
    EtatProposition.ACCEPTEE: frozenset({EtatProposition.PROPOSEE}),
    EtatProposition.REFUSEE: frozenset(),
    EtatProposition.PERIMEE: frozenset(),
}
"""Une proposition acceptée ne redevient « à décider » que si sa décision est annulée."""


class MotifRefus(TextChoices):
    """Pourquoi un agent n'a pas suivi la proposition (mêmes cas que l'échange avec France Travail)."""

    DECLARATION_INEXACTE = "declaration_inexacte", "une donnée lue est inexacte"
    CAS_NON_PREVU = "cas_non_prevu", "les règles ne prévoient pas ce cas"
    AUTRE_APPRECIATION = "autre_appreciation", "autre appréciation de la situation"
    CAPACITE = "capacite", "l'organisme manque de places"
    AUTRE = "autre", "autre motif, écrit"


class NaturePopulation(TextChoices):
    """Sur qui un passage a porté."""

    FILE = "file", "toute la file"
    TERRITOIRE = "territoire", "la file d'un territoire"

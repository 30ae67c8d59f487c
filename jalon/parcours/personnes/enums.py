from django.db.models import TextChoices


class EtatDossier(TextChoices):
    """État du droit d'un foyer (`ETATDOSRSA` du flux bénéficiaire de la CNAF)."""

    ATTENTE = "0", "nouvelle demande en attente"
    REFUSE = "1", "droit refusé"
    OUVERT = "2", "droit ouvert et versable"
    DROIT_SUSPENDU = "3", "droit ouvert, droit suspendu"
    VERSEMENT_SUSPENDU = "4", "droit ouvert, versement suspendu"
    CLOS = "5", "droit clos"
    CLOS_ANTERIEUR = "6", "droit clos un mois antérieur"


ETATS_OUVERTS = (EtatDossier.OUVERT, EtatDossier.DROIT_SUSPENDU, EtatDossier.VERSEMENT_SUSPENDU)
"""États où le foyer est dans le RSA : l'épisode court, versement suspendu ou non."""


class NatureChangement(TextChoices):
    """Ce qu'un fichier de la caisse change à un dossier ; une ligne du rapport en réunit une ou plusieurs."""

    NOUVEAU = "nouveau", "dossier nouveau"
    ARRIVEE = "arrivee", "arrivée d'un autre département"
    CLOTURE = "cloture", "clôture du droit"
    DEPART = "depart", "départ vers un autre département"
    SUSPENSION = "suspension", "suspension"
    REPRISE = "reprise", "reprise après une suspension"
    OUVERTURE = "ouverture", "droit ouvert après une attente"
    ETAT = "etat", "autre changement d'état du droit"
    DROITS_DEVOIRS = "droits_devoirs", "droits et devoirs"
    ADRESSE = "adresse", "adresse"
    SITUATION = "situation", "situation de famille"
    MONTANT = "montant", "montant du droit"
    APPARTENANCE = "appartenance", "arrivée ou départ dans le foyer"
    ACTIVITES = "activites", "activité"
    RESSOURCES = "ressources", "trimestre de ressources"
    ABSENT = "absent", "dossier ouvert que le fichier ne montre pas"


class RoleFoyer(TextChoices):
    """Place d'une personne dans le foyer (`ROLEPERS`)."""

    DEMANDEUR = "DEM", "demandeur"
    CONJOINT = "CJT", "conjoint"
    ENFANT = "ENF", "enfant"
    AUTRE = "AUT", "autre personne"
    RESPONSABLE = "RDO", "responsable du dossier"


ROLES_ADULTES = (RoleFoyer.DEMANDEUR, RoleFoyer.CONJOINT)


class Reponse(TextChoices):
    """Oui, non, ou la source ne le dit pas : trois réponses différentes."""

    OUI = "oui", "oui"
    NON = "non", "non"
    INCONNU = "inconnu", "inconnu"


class Sexe(TextChoices):
    HOMME = "1", "homme"
    FEMME = "2", "femme"


class PrecisionDate(TextChoices):
    """Ce qui est sûr dans une date de naissance (`TYPEDTNAI`)."""

    JOUR = "N", "date complète"
    MOIS = "J", "jour inconnu"
    ANNEE = "O", "jour et mois inconnus"


class Source(TextChoices):
    """D'où vient un chargement."""

    FLUX_MENSUEL = "flux_mensuel", "flux mensuel CAF ou MSA"
    FLUX_QUOTIDIEN = "flux_quotidien", "flux quotidien CAF ou MSA"
    FRANCE_TRAVAIL = "france_travail", "fichier de France Travail"
    TABLEUR = "tableur", "tableur"
    EXTRAIT = "extrait", "extrait d'un logiciel métier"


class EtatChargement(TextChoices):
    EN_COURS = "en_cours", "en cours"
    CHARGE = "charge", "chargé"
    REFUSE = "refuse", "refusé"


class MotifEntree(TextChoices):
    PREMIER = "premier", "première entrée connue"
    RETOUR = "retour", "retour après une sortie"
    MUTATION = "mutation", "arrivée d'un autre département"


class MotifSortie(TextChoices):
    FIN_DROIT = "fin_droit", "droit clos"
    MUTATION = "mutation", "départ vers un autre département"
    DECISION = "decision", "décision du département"
    SEPARATION = "separation", "sortie du foyer"
    SANS_DROIT = "sans_droit", "quatre mois sans droit"
    AUTRE = "autre", "autre motif"


class Regime(TextChoices):
    """Le droit qui s'applique à l'épisode selon sa date d'entrée (loi 2023-1196)."""

    AVANT_2025 = "avant_2025", "entrée avant le 1er janvier 2025"
    PLEIN_EMPLOI = "plein_emploi", "entrée depuis le 1er janvier 2025"


class EtatRapprochement(TextChoices):
    A_EXAMINER = "a_examiner", "à examiner"
    MEME_PERSONNE = "meme_personne", "même personne"
    DISTINCTES = "distinctes", "personnes distinctes"


class EtatRejet(TextChoices):
    A_CORRIGER = "a_corriger", "à corriger"
    REJOUE = "rejoue", "rejoué"
    ABANDONNE = "abandonne", "abandonné"
    REMPLACE = "remplace", "remplacé par un fichier plus récent"


class NatureContact(TextChoices):
    TELEPHONE = "telephone", "téléphone"
    COURRIEL = "courriel", "courriel"


class NatureFranceTravail(TextChoices):
    """Les quatre fichiers de France Travail."""

    INSCRIPTIONS = "inscriptions", "inscriptions"
    CESSATIONS = "cessations", "cessations d'inscription"
    RADIATIONS = "radiations", "radiations"
    STOCK = "stock", "stock des inscrits"


class EtatInscription(TextChoices):
    INSCRIT = "inscrit", "inscrit"
    CESSE = "cesse", "inscription cessée"
    RADIE = "radie", "radié"


class Appariement(TextChoices):
    """Comment une ligne d'une autre source a désigné une personne connue, ou pourquoi elle n'en désigne
    aucune."""

    NIR = "nir", "NIR et naissance"
    ETAT_CIVIL = "etat_civil", "nom, prénom et naissance"
    AUCUNE = "aucune", "personne inconnue"
    PLUSIEURS = "plusieurs", "plusieurs personnes possibles"
    CONTRAIRE = "contraire", "même état civil, autre NIR"

    @classmethod
    def reconnus(cls) -> tuple[str, ...]:
        """Valeurs qui désignent une personne."""
        return (cls.NIR.value, cls.ETAT_CIVIL.value)


class NatureFait(TextChoices):
    """Ce qu'un extrait d'un logiciel métier peut porter."""

    PERSONNE = "personne", "personnes"
    REFERENT = "referent", "référents"
    ORIENTATION = "orientation", "orientations"
    RENDEZ_VOUS = "rendez_vous", "rendez-vous"
    CONTRAT = "contrat", "contrats"


class EtatConflit(TextChoices):
    A_TRANCHER = "a_trancher", "à trancher"
    GARDE_JALON = "garde_jalon", "valeur de Jalon gardée"
    PRIS_EXTRAIT = "pris_extrait", "valeur de l'extrait prise"
    SANS_OBJET = "sans_objet", "sans objet : les deux disent la même chose"


class EtatListeElimination(TextChoices):
    """Une liste naît brouillon ; le visa des archives l'approuve ; l'effacement la termine."""

    BROUILLON = "brouillon", "à faire viser"
    APPROUVEE = "approuvee", "visée, à exécuter"
    EXECUTEE = "executee", "exécutée"
    ABANDONNEE = "abandonnee", "abandonnée"


class EtatLigneElimination(TextChoices):
    A_EFFACER = "a_effacer", "à effacer"
    EFFACEE = "effacee", "effacée"
    ECARTEE = "ecartee", "écartée : un fait récent est venu depuis"


class MotifElimination(TextChoices):
    """Pourquoi la durée court : ce qu'a été la personne dans le RSA."""

    SORTIE = "sortie", "sortie du RSA"
    MUTATION = "mutation", "partie vers un autre département"
    SANS_DROIT = "sans_droit", "demande sans droit ouvert"
    AUTRE_MEMBRE = "autre_membre", "enfant ou autre membre d'un foyer"

"""Les tables des personnes : elles portent toutes une politique de cloisonnement."""

from jalon.parcours.personnes.models.changements import ChangementDossier
from jalon.parcours.personnes.models.chargements import (
    Chargement,
    ObservationDossier,
    Rejet,
    VersionDossier,
    instant_de,
)
from jalon.parcours.personnes.models.conservation import LigneElimination, ListeElimination
from jalon.parcours.personnes.models.episodes import Episode
from jalon.parcours.personnes.models.extraits import Affectation, ConflitRepris, FaitRepris, VersionFait
from jalon.parcours.personnes.models.foyers import Contact, Foyer, Membre, Perimetre, Personne
from jalon.parcours.personnes.models.france_travail import (
    InscriptionFranceTravail,
    ObservationFranceTravail,
)
from jalon.parcours.personnes.models.histoire import (
    Activite,
    Adresse,
    Appartenance,
    DroitsDevoirs,
    EtatDroit,
    Montant,
    Ressources,
    SituationFamiliale,
)
from jalon.parcours.personnes.models.rapprochements import Fusion, Rapprochement

__all__ = [
    "Activite",
    "Adresse",
    "Affectation",
    "Appartenance",
    "ChangementDossier",
    "Chargement",
    "ConflitRepris",
    "Contact",
    "DroitsDevoirs",
    "Episode",
    "EtatDroit",
    "FaitRepris",
    "Foyer",
    "Fusion",
    "InscriptionFranceTravail",
    "LigneElimination",
    "ListeElimination",
    "Membre",
    "Montant",
    "ObservationDossier",
    "ObservationFranceTravail",
    "Perimetre",
    "Personne",
    "Rapprochement",
    "Rejet",
    "Ressources",
    "SituationFamiliale",
    "VersionDossier",
    "VersionFait",
    "instant_de",
]

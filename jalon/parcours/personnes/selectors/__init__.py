"""Lire les personnes : chaque sélecteur reçoit le lecteur, et la base ne rend que son périmètre."""

from jalon.parcours.personnes.changements import OUVRABLES
from jalon.parcours.personnes.selectors.changements import (
    changements_du_chargement,
    comptes_des_changements,
)
from jalon.parcours.personnes.selectors.chargements import (
    AFaire,
    a_faire,
    chargement_par_id,
    chargements,
    comptes_par_etat,
    dernier_jour_charge,
    fusion_par_id,
    fusions,
    gere_droits,
    rapprochement_par_id,
    rapprochements,
    rejet_par_id,
    rejets,
    reunie_a,
)
from jalon.parcours.personnes.selectors.dossier import dossier_foyer, dossier_personne
from jalon.parcours.personnes.selectors.entrants import (
    DEFINITIONS,
    entrants_calpae,
    entrants_drees,
    entrants_loi,
    entrants_par_mois,
    nouveaux_entrants,
)
from jalon.parcours.personnes.selectors.recherche import chercher_personnes
from jalon.parcours.personnes.selectors.situations import situations

__all__ = [
    "DEFINITIONS",
    "OUVRABLES",
    "AFaire",
    "a_faire",
    "changements_du_chargement",
    "chargement_par_id",
    "chargements",
    "chercher_personnes",
    "comptes_des_changements",
    "comptes_par_etat",
    "dernier_jour_charge",
    "dossier_foyer",
    "dossier_personne",
    "entrants_calpae",
    "entrants_drees",
    "entrants_loi",
    "entrants_par_mois",
    "fusion_par_id",
    "fusions",
    "gere_droits",
    "nouveaux_entrants",
    "rapprochement_par_id",
    "rapprochements",
    "rejet_par_id",
    "rejets",
    "reunie_a",
    "situations",
]

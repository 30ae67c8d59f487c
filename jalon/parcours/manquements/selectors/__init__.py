"""Lire les manquements : chaque sélecteur reçoit le lecteur, et la base ne rend que ce qu'il peut voir."""

from jalon.parcours.manquements.selectors.files import (
    FILES,
    comptes_par_etat,
    engagements_citables,
    levees_proposees,
    manquement_par_id,
    manquements,
    manquements_de,
    peut_agir,
    recours,
    recours_par_id,
)
from jalon.parcours.manquements.selectors.ordres import (
    bordereau_par_id,
    bordereaux,
    lignes_du_bordereau,
    ordres_en_attente,
)
from jalon.parcours.manquements.selectors.seances import (
    equipe_par_id,
    equipes,
    passage_par_id,
    passages_de,
    peut_instruire,
    seance_par_id,
    seances,
    siege,
)

__all__ = [
    "FILES",
    "bordereau_par_id",
    "bordereaux",
    "comptes_par_etat",
    "engagements_citables",
    "equipe_par_id",
    "equipes",
    "levees_proposees",
    "lignes_du_bordereau",
    "manquement_par_id",
    "manquements",
    "manquements_de",
    "ordres_en_attente",
    "passage_par_id",
    "passages_de",
    "peut_agir",
    "peut_instruire",
    "recours",
    "recours_par_id",
    "seance_par_id",
    "seances",
    "siege",
]

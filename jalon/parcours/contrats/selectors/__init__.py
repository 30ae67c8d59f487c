"""Lectures des contrats : la base ne rend que ceux des personnes du périmètre."""

from jalon.parcours.contrats.enums import OUVERTS
from jalon.parcours.contrats.selectors.lecture import (
    DossierContrat,
    comparer_versions,
    contrat_en_vigueur,
    contrat_par_id,
    contrats_de,
    contrats_visibles,
    dossier_contrat,
    en_vigueur_le,
    encore_a_lire,
    engagements_opposables,
    horloge_revue,
    horloges_contrat,
)
from jalon.parcours.contrats.selectors.listes import VUES, FiltresContrats, compter_vues, liste_contrats

__all__ = [
    "OUVERTS",
    "VUES",
    "DossierContrat",
    "FiltresContrats",
    "comparer_versions",
    "compter_vues",
    "contrat_en_vigueur",
    "contrat_par_id",
    "contrats_de",
    "contrats_visibles",
    "dossier_contrat",
    "encore_a_lire",
    "en_vigueur_le",
    "engagements_opposables",
    "horloge_revue",
    "horloges_contrat",
    "liste_contrats",
]

"""Lectures du suivi."""

from jalon.parcours.suivi.selectors.carnet import cercles_ecrits, notes_de
from jalon.parcours.suivi.selectors.echeances import attentes_de, echeances_de
from jalon.parcours.suivi.selectors.equipe import equipe_de, referent_de, relais_de
from jalon.parcours.suivi.selectors.journee import Journee, journee_de
from jalon.parcours.suivi.selectors.listes import Filtres, Ligne, ListeOuverte, compter_listes
from jalon.parcours.suivi.selectors.portefeuille import (
    charges,
    collegues_de,
    portefeuille,
)
from jalon.parcours.suivi.selectors.recherches import bilan_de, campagnes, lignes_de

__all__ = [
    "Filtres",
    "Journee",
    "Ligne",
    "ListeOuverte",
    "attentes_de",
    "bilan_de",
    "campagnes",
    "cercles_ecrits",
    "charges",
    "collegues_de",
    "compter_listes",
    "echeances_de",
    "equipe_de",
    "journee_de",
    "lignes_de",
    "notes_de",
    "portefeuille",
    "referent_de",
    "relais_de",
]

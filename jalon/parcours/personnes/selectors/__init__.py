"""Lire les personnes : chaque sélecteur reçoit le lecteur, et la base ne rend que son périmètre."""

from jalon.parcours.personnes.selectors.dossier import dossier_foyer, dossier_personne
from jalon.parcours.personnes.selectors.recherche import chercher_personnes

__all__ = ["chercher_personnes", "dossier_foyer", "dossier_personne"]

"""Écrire des extraits de logiciels métier pour des personnes de la base."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import xlsxwriter

from jalon.parcours.personnes.models import Membre
from jalon.sources.extraits.chargement import Extrait, reprendre_extrait
from tests.sources.france_travail.lignes import identite

TITRES = {
    "Personnes": ["N° individu", "Nom", "Prénom", "Date naissance", "NIR", "Tél portable", "E-mail"],
    "Référents": [
        "N° désignation",
        "N° individu",
        "Organisme référent",
        "Courriel référent",
        "Date désignation",
    ],
    "Rendez-vous": ["N° rendez-vous", "N° individu", "Date rendez-vous", "Objet", "Statut"],
    "Orientations": ["N° orientation", "N° individu", "Date orientation", "Type"],
    "Contrats": ["N° contrat", "N° individu", "Date début contrat", "Date fin contrat"],
}


def personne(cle: str, membre: Membre, telephone: str = "", courriel: str = "") -> list[str]:
    civil = identite(membre)
    naissance = f"{civil.date_naissance:%d/%m/%Y}"
    return [cle, civil.nom, civil.prenoms[0], naissance, civil.nir or "", telephone, courriel]


def extrait(dossier: Path, jour: date, **feuilles: list[list[str]]) -> Path:
    """Un classeur, une feuille par nature : `extrait(d, j, Personnes=[[…]], Référents=[[…]])`."""
    chemin = dossier / f"extrait-{jour}-{len(list(dossier.iterdir()))}.xlsx"
    with xlsxwriter.Workbook(chemin) as classeur:
        for nom, rangees in feuilles.items():
            nom = nom.replace("_", "-")
            page = classeur.add_worksheet(nom)
            for rang, rangee in enumerate([TITRES[nom], *rangees]):
                page.write_row(rang, 0, rangee)
    return chemin


def reprendre(chemin: Path, jour: date, acteur, **options):
    essai = options.pop("essai", False)
    return reprendre_extrait(chemin, Extrait("solis", jour, **options), acteur=acteur, essai=essai)

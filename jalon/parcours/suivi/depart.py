"""Cercles et fonctions livrés : une installation peut en ajouter, et renommer ceux-ci."""

from __future__ import annotations

from jalon.parcours.suivi.enums import RegleCercle
from jalon.parcours.suivi.models import Cercle, FonctionEquipe

CERCLES = (
    ("equipe", "Équipe", "Le référent, les membres de l'équipe et leurs responsables.", RegleCercle.EQUIPE),
    (
        "structure",
        "Ma structure",
        "Les collègues de votre structure qui voient ce dossier.",
        RegleCercle.STRUCTURE,
    ),
    ("social", "Travail social", "Les travailleurs sociaux habilités.", RegleCercle.SPECIALITE),
    ("sante", "Santé", "Les professionnels de santé habilités, et eux seuls.", RegleCercle.SPECIALITE),
    ("moi", "Moi", "Vous seul.", RegleCercle.AUTEUR),
)
FONCTIONS: tuple[tuple[str, str, list[str]], ...] = (
    ("travailleur_social", "Travailleur social", ["social"]),
    ("conseiller_emploi", "Conseiller emploi", []),
    ("conseiller_insertion", "Conseiller en insertion", []),
    ("formateur", "Formateur", []),
    ("soignant", "Infirmier ou médecin", ["sante"]),
    ("psychologue", "Psychologue", ["sante"]),
    ("partenaire", "Autre partenaire", []),
)


def charger_cercles() -> int:
    """Ajoute les cercles et les fonctions qui manquent, n'en change aucun ; rend leur nombre."""
    cercles = [
        Cercle(code=code, libelle=libelle, explication=explication, regle=regle, ordre=rang)
        for rang, (code, libelle, explication, regle) in enumerate(CERCLES, 1)
        if not Cercle.objects.filter(code=code).exists()
    ]
    fonctions = [
        FonctionEquipe(code=code, libelle=libelle, cercles=ouverts, ordre=rang)
        for rang, (code, libelle, ouverts) in enumerate(FONCTIONS, 1)
        if not FonctionEquipe.objects.filter(code=code).exists()
    ]
    return len(Cercle.objects.bulk_create(cercles)) + len(FonctionEquipe.objects.bulk_create(fonctions))

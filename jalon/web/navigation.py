"""Ce que chaque page montre autour de son contenu : entrées de menu selon les rôles, acronymes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from jalon.socle.acces.enums import ROLES_DOSSIERS, ROLES_PROGRAMMES, Role

LECTEURS = frozenset(ROLES_PROGRAMMES)
MENU = (
    ("accueil", "Programmes", LECTEURS),
    ("ma_journee", "Ma journée", frozenset(ROLES_DOSSIERS)),
    ("listes_travail", "Listes de travail", frozenset(ROLES_DOSSIERS)),
    ("personnes", "Personnes", frozenset(ROLES_DOSSIERS)),
    ("orientation", "Orientation", frozenset({Role.AGENT_ORIENTATION, Role.GESTIONNAIRE_DROITS})),
    ("entrants", "Entrants", frozenset(ROLES_DOSSIERS)),
    ("agenda", "Agenda", frozenset(ROLES_DOSSIERS)),
    ("rendezvous", "Rendez-vous", frozenset(ROLES_DOSSIERS)),
    ("contrats", "Contrats", frozenset(ROLES_DOSSIERS)),
    (
        "envois",
        "Envois",
        frozenset({Role.GESTIONNAIRE_DROITS, Role.AGENT_ORIENTATION, Role.RESPONSABLE_STRUCTURE}),
    ),
    ("lettres", "Lettres", frozenset({Role.ADMINISTRATEUR, Role.GESTIONNAIRE_DROITS})),
    ("manquements", "Manquements", frozenset(ROLES_DOSSIERS)),
    ("equipes", "Équipes pluridisciplinaires", frozenset({Role.GESTIONNAIRE_DROITS, Role.AGENT_ORIENTATION})),
    ("ordres", "Ordres à la caisse", frozenset({Role.GESTIONNAIRE_DROITS})),
    ("flux", "Flux", frozenset({Role.GESTIONNAIRE_DROITS})),
    ("conservation", "Conservation", frozenset({Role.GESTIONNAIRE_DROITS, Role.DPO})),
    ("lectures", "Lectures", frozenset({Role.DPO})),
    ("documents", "Documents", frozenset({Role.CHARGEE_MISSION})),
    ("journal", "Journal", frozenset({Role.ADMINISTRATEUR, Role.DIRECTION})),
    ("comptes", "Comptes", frozenset({Role.ADMINISTRATEUR})),
    ("cercles", "Cercles", frozenset({Role.ADMINISTRATEUR})),
    ("delegations", "Délégations", frozenset({Role.ADMINISTRATEUR})),
    ("parametres", "Paramètres", frozenset({Role.ADMINISTRATEUR})),
)
"""Nom d'adresse, libellé, rôles qui voient l'entrée."""


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Processeur de contexte : `menu` et `peut_ecrire` (le droit réel est vérifié par la vue et la base)."""
    roles: frozenset[Role] = getattr(request, "roles", frozenset())
    return {
        "menu": [(nom, libelle) for nom, libelle, permis in MENU if roles & permis],
        "racine": "Programmes" if roles & LECTEURS else "Accueil",
        "peut_ecrire": bool(roles & {Role.CHARGEE_MISSION, Role.PILOTE}),
        "gere": Role.CHARGEE_MISSION in roles,
        "peut_lire_journal": bool(roles & {Role.ADMINISTRATEUR, Role.DIRECTION}),
    }

"""Ce que chaque page montre autour de son contenu : le menu selon les rôles, groupé, l'entrée où l'on est."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from jalon.parcours.manquements.selectors import siege
from jalon.socle.acces.enums import ROLES_DOSSIERS, ROLES_PROGRAMMES, Role

LECTEURS = frozenset(ROLES_PROGRAMMES)
DOSSIERS = frozenset(ROLES_DOSSIERS)
GESTIONNAIRE = frozenset({Role.GESTIONNAIRE_DROITS})
ORIENTENT = GESTIONNAIRE | {Role.AGENT_ORIENTATION}
ENVOIENT = ORIENTENT | {Role.RESPONSABLE_STRUCTURE}
ADMIN = frozenset({Role.ADMINISTRATEUR})
DPO = frozenset({Role.DPO})
SIEGENT = frozenset({Role.ELU, Role.DIRECTION})
"""Rôles, outre aucun, dont un compte peut siéger à une équipe sans ouvrir de dossier."""

Entree = tuple[str, str, frozenset[Role]]
"""Nom d'adresse, libellé, rôles qui voient l'entrée."""

MENU: tuple[tuple[str, tuple[Entree, ...]], ...] = (
    (
        "",
        (
            ("accueil", "Programmes", LECTEURS),
            ("accueil", "Accueil", GESTIONNAIRE | DPO),
            ("mon_service", "Mon service", frozenset({Role.RESPONSABLE_STRUCTURE})),
            ("ma_journee", "Ma journée", DOSSIERS - GESTIONNAIRE),
            ("orientation", "Orientation", ORIENTENT),
            ("tableau_de_bord", "Indicateurs", LECTEURS | DOSSIERS),
        ),
    ),
    (
        "Personnes",
        (
            ("personnes", "Chercher", DOSSIERS),
            ("entrants", "Nouveaux entrants", DOSSIERS),
            ("listes_travail", "Listes de travail", DOSSIERS),
            ("portefeuilles", "Portefeuilles", DOSSIERS),
            ("recherches", "Perdues de vue", DOSSIERS),
        ),
    ),
    (
        "Suivi",
        (
            ("agenda", "Agenda", DOSSIERS),
            ("rendezvous", "Rendez-vous", DOSSIERS),
            ("contrats", "Contrats", DOSSIERS),
            ("contrats_circuits", "Circuits des contrats", GESTIONNAIRE),
            ("rendezvous_reglages", "Motifs et lieux", ENVOIENT),
        ),
    ),
    (
        "Manquements",
        (
            ("manquements", "Manquements", DOSSIERS),
            ("recours_liste", "Recours", ORIENTENT),
            ("equipes", "Équipes pluridisciplinaires", DOSSIERS),
            ("bareme", "Barème", ORIENTENT),
            ("ordres", "Ordres à la caisse", GESTIONNAIRE),
        ),
    ),
    (
        "Courriers",
        (
            ("envois", "Envois", ENVOIENT),
            ("lots", "Lettres à imprimer", ENVOIENT),
            ("lettres", "Modèles de lettres", GESTIONNAIRE | {Role.RESPONSABLE_STRUCTURE}),
        ),
    ),
    (
        "Données",
        (
            ("flux", "Fichiers de la caisse", GESTIONNAIRE),
            ("conservation", "Conservation", GESTIONNAIRE | DPO),
            ("lectures", "Lectures de dossiers", DPO),
            ("documents", "Documents", frozenset({Role.CHARGEE_MISSION})),
            ("journal", "Journal", ADMIN | {Role.DIRECTION}),
        ),
    ),
    (
        "Réglages",
        (
            ("comptes", "Comptes", ADMIN),
            ("delegations", "Délégations", ADMIN),
            ("cercles", "Cercles du carnet", ADMIN),
            ("lettres", "Modèles de lettres", ADMIN),
            ("parametres", "Paramètres", ADMIN),
        ),
    ),
)
"""Groupes, dans l'ordre de l'écran. Sans titre, ou quand un lecteur n'en voit qu'une, les entrées sont des
liens seuls."""


@dataclass(frozen=True, slots=True)
class Lien:
    """Une entrée du menu. `ici` : « page » si c'est cette page, « true » si la page est dessous, ou rien."""

    adresse: str
    libelle: str
    ici: str = ""


@dataclass(frozen=True, slots=True)
class Groupe:
    """Un titre qui déplie ses entrées."""

    libelle: str
    liens: tuple[Lien, ...]

    @property
    def ici(self) -> bool:
        return any(lien.ici for lien in self.liens)


def menu_de(roles: Iterable[Role], chemin: str, *, siege: bool = False) -> list[Lien | Groupe]:
    """Le menu d'un lecteur qui est à ce chemin : des liens seuls et des groupes.

    `siege` : sans rôle qui ouvre des dossiers, il est membre d'une équipe pluridisciplinaire.
    """
    vus = frozenset(roles)
    visibles = [
        (titre, [(reverse(nom), libelle) for nom, libelle, permis in entrees if vus & permis])
        for titre, entrees in MENU
    ]
    ici = _plus_proche(chemin, [adresse for _, entrees in visibles for adresse, _ in entrees])
    menu: list[Lien | Groupe] = []
    if siege:
        adresse = reverse("equipes")
        menu.append(Lien(adresse, "Équipes pluridisciplinaires", "page" if adresse == chemin else ""))
    for titre, entrees in visibles:
        liens = tuple(
            Lien(adresse, libelle, ("page" if adresse == chemin else "true") if adresse == ici else "")
            for adresse, libelle in entrees
        )
        if titre and len(liens) > 1:
            menu.append(Groupe(titre, liens))
        else:
            menu.extend(liens)
    return menu


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Processeur de contexte : `menu` et `peut_ecrire` (le droit réel est vérifié par la vue et la base)."""
    roles: frozenset[Role] = getattr(request, "roles", frozenset())
    return {
        "menu": menu_de(roles, request.path, siege=_siege(request, roles)),
        "racine": "Programmes" if roles & LECTEURS else "Accueil",
        "peut_ecrire": bool(roles & {Role.CHARGEE_MISSION, Role.PILOTE}),
        "gere": Role.CHARGEE_MISSION in roles,
        "peut_lire_journal": bool(roles & {Role.ADMINISTRATEUR, Role.DIRECTION}),
    }


def _siege(request: HttpRequest, roles: frozenset[Role]) -> bool:
    """Vrai pour un membre d'équipe que son rôle, s'il en a un, n'y mène pas déjà (une requête)."""
    return request.user.is_authenticated and roles <= SIEGENT and siege(request.user)


def _plus_proche(chemin: str, adresses: Iterable[str]) -> str:
    """L'adresse la plus longue sous laquelle est la page ; l'accueil ne vaut que pour lui-même."""
    au_dessus = [a for a in adresses if chemin == a or (a != "/" and chemin.startswith(a))]
    return max(au_dessus, key=len, default="")

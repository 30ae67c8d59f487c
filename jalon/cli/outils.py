"""Ce que les commandes partagent : démarrer Django et la base, agir au nom d'un compte."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any

import click
import django

from jalon.socle.base.connexions import AdresseManquante, RoleBase
from jalon.socle.base.grappe import ErreurGrappe
from jalon.socle.base.installation import ErreurInstallation, serveur

if TYPE_CHECKING:
    from jalon.socle.acces.models import Compte


@contextmanager
def base_ouverte(role: RoleBase = RoleBase.APPLICATION, *, delai_requete: int = 0) -> Iterator[None]:
    """Démarre la base si besoin et charge Django sous ce rôle. Délai en secondes par requête, 0 sans limite.

    Une erreur d'installation devient un message simple et le code de sortie 1.
    """
    os.environ["JALON_ROLE_BASE"] = role.value
    os.environ.setdefault("JALON_DELAI_REQUETE", str(delai_requete))
    try:
        with serveur():
            django.setup()
            try:
                yield
            finally:
                from django.db import connections

                connections.close_all()
    except (ErreurGrappe, ErreurInstallation, AdresseManquante) as erreur:
        raise click.ClickException(str(erreur)) from erreur


def avec_base(commande: Callable[..., Any]) -> Callable[..., Any]:
    """Décore une commande : base ouverte comme `application`, contexte posé, argument `acteur` fourni.

    Le corps entier est une transaction : une erreur n'écrit rien.
    """

    @wraps(commande)
    def executee(*args: Any, **kwargs: Any) -> Any:
        courriel = click.get_current_context().find_root().obj
        with base_ouverte():
            from jalon.socle.base.contexte import contexte_compte

            acteur = compte_agissant(courriel)
            with contexte_compte(acteur):
                return commande(*args, acteur=acteur, **kwargs)

    return executee


def compte_agissant(courriel: str) -> Compte:
    """Compte désigné par `--compte` ; lève `ClickException` s'il est inconnu ou fermé."""
    from jalon.socle.acces.selectors import compte_par_courriel, compte_systeme

    compte = compte_systeme() if courriel == "systeme" else compte_par_courriel(courriel)
    if compte is None or not compte.actif:
        raise click.ClickException(f"Le compte « {courriel} » n'existe pas ou est fermé.")
    return compte

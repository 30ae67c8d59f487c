"""Où est la base, et sous quel rôle on s'y connecte.

Trois rôles : `proprietaire` (possède et migre), `application` (web et tâches, sous cloisonnement par ligne),
`mesure` (lit les vues d'événements). Sans adresse donnée, la base est la grappe embarquée.
"""

from __future__ import annotations

import os
from enum import StrEnum
from typing import Any

import dj_database_url

from jalon.socle.base.grappe import PORT, grappe_embarquee

NOM_BASE = "jalon"


class RoleBase(StrEnum):
    """Rôle PostgreSQL ; la valeur est son nom dans la base."""

    PROPRIETAIRE = "proprietaire"
    APPLICATION = "application"
    MESURE = "mesure"


VARIABLES = {
    RoleBase.APPLICATION: "JALON_DATABASE_URL",
    RoleBase.PROPRIETAIRE: "JALON_DATABASE_URL_PROPRIETAIRE",
    RoleBase.MESURE: "JALON_DATABASE_URL_MESURE",
}


class AdresseManquante(RuntimeError):
    """Une base est donnée, mais pas l'adresse du rôle demandé."""


def base_donnee() -> bool:
    """Vrai si l'installation emploie un serveur PostgreSQL donné plutôt que la grappe embarquée."""
    return bool(os.environ.get(VARIABLES[RoleBase.APPLICATION]))


def reglages(role: RoleBase, *, delai_requete: int = 30, delai_verrou: int = 10) -> dict[str, Any]:
    """Entrée de `DATABASES` pour ce rôle. Délais en secondes, 0 pour aucun.

    Lève `AdresseManquante` si un serveur est donné sans l'adresse de ce rôle.
    """
    entree = _reglages_donnes(role) if base_donnee() else _reglages_embarques(role)
    options = entree.setdefault("OPTIONS", {})
    options["options"] = f"-c statement_timeout={delai_requete}s -c lock_timeout={delai_verrou}s"
    options["application_name"] = f"jalon-{role}"
    return entree | {"CONN_MAX_AGE": 300, "CONN_HEALTH_CHECKS": True}


def _reglages_donnes(role: RoleBase) -> dict[str, Any]:
    adresse = os.environ.get(VARIABLES[role])
    if not adresse:
        raise AdresseManquante(
            f"JALON_DATABASE_URL désigne un serveur, mais {VARIABLES[role]} manque : donnez l'adresse de "
            f"connexion du rôle « {role} » (postgresql://{role}:motdepasse@serveur:5432/jalon)."
        )
    return dict(dj_database_url.parse(adresse))


def _reglages_embarques(role: RoleBase) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": NOM_BASE,
        "USER": str(role),
        "HOST": str(grappe_embarquee().prise),
        "PORT": str(PORT),
    }

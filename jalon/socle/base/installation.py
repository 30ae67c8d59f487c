"""Installation et migration de la base : rôles, base, droits par défaut, schéma, valeurs de départ."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import psycopg
from django.core.management import call_command

from jalon.socle.base.connexions import NOM_BASE, RoleBase, base_donnee, reglages
from jalon.socle.base.grappe import PORT, Grappe, grappe_embarquee
from jalon.socle.base.roles import (
    creer_base,
    creer_roles,
    ordres_pour_administrateur,
    poser_droits_par_defaut,
)


class ErreurInstallation(RuntimeError):
    """L'installation ne peut pas se faire ; le message dit pourquoi et que faire."""


def serveur() -> Any:
    """Bloc pendant lequel la base répond ; démarre la grappe embarquée s'il le faut."""
    return nullcontext() if base_donnee() else grappe_embarquee().en_marche()


def installer() -> list[str]:
    """Prépare la base (rôles, base, droits) et la migre. Renvoie ce qui a été créé. Idempotent.

    Doit tourner dans `serveur()` et avec les réglages du rôle `proprietaire`.
    """
    crees = _preparer_serveur_donne() if base_donnee() else preparer_grappe(grappe_embarquee())
    migrer()
    return crees


def preparer_grappe(grappe: Grappe, *, nom: str = NOM_BASE, createdb: bool = False) -> list[str]:
    """Rôles, base et droits par défaut d'une grappe embarquée démarrée."""
    with connexion_superutilisateur(grappe) as connexion:
        crees = creer_roles(connexion, createdb=createdb)
        if creer_base(connexion, nom):
            crees.append(nom)
    with connexion_superutilisateur(grappe, nom) as connexion:
        poser_droits_par_defaut(connexion)
    return crees


def migrer() -> None:
    """Applique les migrations et prépare le cache ; un verrou empêche deux migrations à la fois."""
    with psycopg.connect(chaine(RoleBase.PROPRIETAIRE), autocommit=True) as verrou:
        verrou.execute("SELECT pg_advisory_lock(hashtext('jalon.migrer'))")
        call_command("migrate", interactive=False, verbosity=int(os.environ.get("JALON_BAVARD", "0")))
        call_command("createcachetable", verbosity=0)


@contextmanager
def connexion_superutilisateur(grappe: Grappe, base: str = "postgres") -> Iterator[psycopg.Connection[Any]]:
    """Connexion de maintenance à la grappe embarquée, hors transaction."""
    with psycopg.connect(
        host=str(grappe.prise), port=PORT, user="postgres", dbname=base, autocommit=True
    ) as connexion:
        yield connexion


def chaine(role: RoleBase) -> str:
    """Chaîne de connexion libpq de ce rôle (TLS et autres options de l'adresse compris)."""
    entree = reglages(role)
    noms = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    donnees = {noms[nom]: entree[nom] for nom in noms if entree.get(nom)}
    options = {
        nom: valeur
        for nom, valeur in entree["OPTIONS"].items()
        if nom in ("host", "port") or nom.startswith("ssl")
    }
    return psycopg.conninfo.make_conninfo(**options | donnees)


def _preparer_serveur_donne() -> list[str]:
    """Serveur donné : crée ce que le propriétaire a le droit de créer, sinon dit quoi demander."""
    try:
        with psycopg.connect(chaine(RoleBase.PROPRIETAIRE), autocommit=True) as connexion:
            presents = {nom for (nom,) in connexion.execute("SELECT rolname FROM pg_roles").fetchall()}
            manquants = [str(role) for role in RoleBase if str(role) not in presents]
            if manquants:
                raise ErreurInstallation(
                    f"Il manque au serveur les rôles {', '.join(manquants)}. Demandez à son administrateur "
                    f"de passer :\n{ordres_pour_administrateur()}"
                )
            poser_droits_par_defaut(connexion)
    except psycopg.OperationalError as erreur:
        raise ErreurInstallation(
            f"Connexion impossible au serveur donné comme propriétaire : {erreur}\nSi les rôles ou la base "
            f"n'existent pas encore, son administrateur doit passer :\n{ordres_pour_administrateur()}"
        ) from erreur
    return []

"""`jalon base` : installer, migrer, sauvegarder, restaurer, mettre à niveau."""

from __future__ import annotations

import click

from jalon.cli.outils import base_ouverte
from jalon.socle.base.connexions import RoleBase, base_donnee
from jalon.socle.base.grappe import ErreurGrappe, grappe_embarquee


@click.group()
def commande() -> None:
    """La base de données : création, migrations, sauvegardes."""


@commande.command()
def installer() -> None:
    """Crée la base, ses trois rôles et son schéma. Peut être relancée sans risque."""
    from jalon.socle.base import installation

    if not base_donnee():
        try:
            grappe_embarquee().initialiser()
        except ErreurGrappe as erreur:
            raise click.ClickException(str(erreur)) from erreur
    with base_ouverte(RoleBase.PROPRIETAIRE):
        crees = installation.installer()
    click.echo(f"Base installée{' : ' + ', '.join(crees) + ' créés' if crees else ' (déjà là)'}.")


@commande.command()
def migrer() -> None:
    """Met le schéma à jour."""
    from jalon.socle.base import installation

    with base_ouverte(RoleBase.PROPRIETAIRE):
        installation.migrer()
    click.echo("Schéma à jour.")

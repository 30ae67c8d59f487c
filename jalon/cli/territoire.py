"""`jalon territoire` : le référentiel des communes, intercommunalités et départements."""

from __future__ import annotations

from pathlib import Path

import click

from jalon.cli.outils import base_ouverte
from jalon.socle.base.connexions import RoleBase

FICHIER = Path("build/territoire.json.gz")


@click.group()
def commande() -> None:
    """Le référentiel des communes, intercommunalités et départements."""


@commande.command()
@click.argument("fichier", type=click.Path(path_type=Path), default=FICHIER)
def charger(fichier: Path) -> None:
    """Charge ou met à jour le référentiel depuis FICHIER (défaut : build/territoire.json.gz)."""
    with base_ouverte(RoleBase.PROPRIETAIRE):
        charger_fichier(fichier)


def charger_fichier(fichier: Path) -> None:
    """Charge le référentiel et dit ce qu'il contient ; base déjà ouverte comme propriétaire."""
    from jalon.socle.territoire.chargement import ReferentielIllisible, charger_territoire

    try:
        bilan = charger_territoire(fichier)
    except ReferentielIllisible as erreur:
        raise click.ClickException(str(erreur)) from erreur
    click.echo(
        f"Territoire : {bilan.departements} départements, {bilan.epci} intercommunalités, "
        f"{bilan.communes} communes."
    )

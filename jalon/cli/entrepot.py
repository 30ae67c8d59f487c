"""`jalon entrepot` : la copie en colonnes des faits, sous pseudonyme."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jalon.cli._options import option_compte

if TYPE_CHECKING:
    from jalon.socle.acces.models import Compte


@click.group()
def commande() -> None:
    """La copie en colonnes des faits : des clés pseudonymes, des dates, des codes."""


@commande.command()
@click.argument("dossier", type=click.Path(path_type=Path, file_okay=False))
@option_compte
def exporter(dossier: Path) -> None:
    """Écrit dans DOSSIER les événements et les séjours, en Parquet, par département et par année."""
    from jalon.cli.outils import avec_base

    avec_base(_exporter)(dossier)


def _exporter(dossier: Path, *, acteur: Compte) -> None:
    from jalon.mesure.entrepot.copie import entrepot
    from jalon.mesure.entrepot.export import exporter
    from jalon.mesure.evenements.lecture import lecture

    try:
        with lecture() as curseur:
            bilan = exporter(entrepot().a_jour(curseur), dossier)
    except OSError as erreur:
        raise click.ClickException(f"écriture impossible dans {dossier} : {erreur}") from erreur
    click.echo(f"{bilan.evenements} événements et {bilan.episodes} séjours écrits dans {dossier}.")

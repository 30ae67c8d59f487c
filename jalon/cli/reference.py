"""`jalon reference` : la page de référence des indicateurs, engendrée des déclarations."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jalon.cli._options import option_compte
from jalon.cli.outils import avec_base

if TYPE_CHECKING:
    from jalon.socle.acces.models import Compte

FICHIER = Path("docs/indicateurs.md")


@click.command()
@click.argument("fichier", type=click.Path(path_type=Path, dir_okay=False), default=FICHIER)
@option_compte
def commande(fichier: Path) -> None:
    """Écrit la page de référence des indicateurs dans FICHIER (défaut : docs/indicateurs.md)."""
    avec_base(_ecrire)(fichier)


def _ecrire(fichier: Path, *, acteur: Compte) -> None:
    from jalon.mesure.tableaux.reference import en_markdown, fiches

    toutes = fiches()
    fichier.write_text(en_markdown(toutes), encoding="utf-8")
    click.echo(f"{fichier} : {len(toutes)} indicateurs.")

"""`jalon journal` : la conservation de l'histoire des changements."""

from __future__ import annotations

import click

from jalon.cli.outils import base_ouverte
from jalon.socle.base.connexions import RoleBase


@click.group()
def commande() -> None:
    """Le journal des changements."""


@commande.command()
def purger() -> None:
    """Efface les changements plus vieux que les durées de conservation en vigueur."""
    with base_ouverte(RoleBase.PROPRIETAIRE):
        from django.utils import timezone

        from jalon.socle.journal.services import purger_journal

        click.echo(f"{purger_journal(timezone.localdate())} changements effacés.")

"""La commande `jalon`. Chaque module de ce dossier qui définit `commande` s'ajoute de lui-même."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import click


class Groupe(click.Group):
    """Chaque sous-commande vient du module de même nom : `jalon/cli/<nom>.py`, objet `commande`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(
            module.name.replace("_", "-") for module in iter_modules(__path__) if _publique(module.name)
        )

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        nom = cmd_name.replace("-", "_")
        if not _publique(nom) or nom not in {module.name for module in iter_modules(__path__)}:
            return None
        commande: click.Command = import_module(f"{__name__}.{nom}").commande
        return commande

    def main(self, *args: Any, standalone_mode: bool = True, **options: Any) -> Any:
        """Une erreur se dit en français, sans trace ; son code de sortie est celui du contrat."""
        try:
            resultat = super().main(*args, standalone_mode=False, **options)  # type: ignore[call-overload]
        except click.ClickException as erreur:
            if not standalone_mode:
                raise
            click.echo(f"Erreur : {erreur.format_message()}", err=True)
            sys.exit(erreur.exit_code)
        except click.Abort:
            click.echo("Interrompu.", err=True)
            sys.exit(1)
        if standalone_mode:
            sys.exit(resultat if isinstance(resultat, int) else 0)
        return resultat


def _publique(nom: str) -> bool:
    return not nom.startswith("_") and nom != "outils"


@click.group(cls=Groupe, context_settings={"help_option_names": ["-h", "--help", "--aide"]})
@click.option(
    "--compte", "courriel", default="systeme", show_default=True, help="Courriel du compte qui agit."
)
@click.version_option(package_name="jalon")
@click.pass_context
def principale(ctx: click.Context, courriel: str) -> None:
    """Jalon : du flux CAF au rapport au préfet."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jalon.config.settings")
    ctx.obj = courriel

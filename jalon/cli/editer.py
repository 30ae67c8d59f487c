"""`jalon editer` : imprimer un rapport d'un programme tenu dans Jalon."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jalon.cli._options import option_compte
from jalon.cli.controler import illisible

if TYPE_CHECKING:
    from jalon.socle.acces.models import Compte

MODELES = ("rapport-execution", "bilan-pdi")
FORMATS = ("pdf", "docx", "xlsx", "ods")


class AvecFormats(click.Command):
    """`--format` accepte plusieurs valeurs, répétées (`--format pdf --format ods`) ou à la suite (`--format
    pdf ods`)."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, deplier_formats(args))


def deplier_formats(args: list[str]) -> list[str]:
    """`--format pdf docx` devient `--format pdf --format docx`."""
    deplies: list[str] = []
    a_la_suite = False
    for argument in args:
        if a_la_suite and argument in FORMATS and deplies[-1] != "--format":
            deplies.append("--format")
        deplies.append(argument)
        a_la_suite = argument == "--format" or (a_la_suite and argument in FORMATS)
    return deplies


@click.command(cls=AvecFormats)
@click.argument("modele", type=click.Choice(MODELES))
@click.option("--programme", "code", required=True, help="Code du programme.")
@click.option("--exercice", required=True, help="Code de l'exercice, par exemple 2022.")
@click.option(
    "--sortie", required=True, type=click.Path(path_type=Path, file_okay=False), help="Dossier où écrire."
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(FORMATS),
    help="Un ou plusieurs formats (défaut : tous).",
)
@option_compte
def commande(modele: str, code: str, exercice: str, sortie: Path, formats: tuple[str, ...]) -> None:
    """Imprime le rapport MODELE d'un programme dans un dossier."""
    from jalon.cli.outils import avec_base

    avec_base(_editer)(modele, code, exercice, sortie, formats or FORMATS)


def _editer(
    modele: str, code: str, exercice: str, sortie: Path, formats: tuple[str, ...], *, acteur: Compte
) -> None:
    from django.core.exceptions import ValidationError

    from jalon.editions.services import editer
    from jalon.pilotage.programmes.models import Exercice, Programme
    from jalon.pilotage.programmes.selectors import exercice_par_code, programme_par_code

    try:
        programme = programme_par_code(code)
        periode = exercice_par_code(programme, exercice)
    except Programme.DoesNotExist as erreur:
        raise illisible(f"aucun programme « {code} » n'est visible de ce compte.") from erreur
    except Exercice.DoesNotExist as erreur:
        raise illisible(f"le programme « {code} » n'a pas d'exercice « {exercice} ».") from erreur
    try:
        chemins = editer(modele, programme, periode, formats=list(dict.fromkeys(formats)), dossier=sortie)
    except ValidationError as erreur:
        raise click.ClickException(" ".join(erreur.messages)) from erreur
    except OSError as erreur:
        raise click.ClickException(f"écriture impossible dans {sortie} : {erreur.strerror}.") from erreur
    for chemin in chemins:
        click.echo(chemin)

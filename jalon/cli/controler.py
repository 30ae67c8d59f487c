"""`jalon controler` : ce qui ne va pas dans un rapport reçu, ou dans un programme tenu.

Un fichier se contrôle sans base et sans Django : rien n'est démarré ni écrit.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jalon.cli._options import option_compte

if TYPE_CHECKING:
    from jalon.pilotage.controles.rapport import Rapport
    from jalon.socle.acces.models import Compte

ILLISIBLE, EN_ERREUR = 2, 1


@click.command()
@click.argument("fichier", required=False, type=click.Path(path_type=Path))
@click.option("--programme", "code", help="Code du programme à contrôler.")
@click.option("--exercice", help="Code de l'exercice, par exemple 2022.")
@click.option("--format", "forme", type=click.Choice(["texte", "json"]), default="texte", show_default=True)
@option_compte
@click.pass_context
def commande(
    ctx: click.Context, fichier: Path | None, code: str | None, exercice: str | None, forme: str
) -> None:
    """Contrôle un rapport (FICHIER) ou un programme de la base (--programme, --exercice).

    Sortie 1 s'il y a au moins une erreur certaine, 0 sinon, 2 si l'entrée est illisible.
    """
    if (fichier is None) == (code is None):
        raise click.UsageError("donnez un FICHIER, ou --programme et --exercice.")
    if code is not None and exercice is None:
        raise click.UsageError("--programme demande aussi --exercice.")
    rapport = _du_fichier(fichier) if fichier is not None else _du_programme(str(code), str(exercice))
    if forme == "json":
        click.echo(json.dumps(rapport.en_json(), ensure_ascii=False, indent=2))
    else:
        click.echo(rapport.en_texte())
    ctx.exit(EN_ERREUR if any(a.gravite == "erreur" for a in rapport.anomalies) else 0)


def _du_fichier(fichier: Path) -> Rapport:
    from jalon.pilotage.controles.moteur import controler
    from jalon.sources.documents.erreurs import DocumentIllisible
    from jalon.sources.documents.lecture import lire_document

    try:
        return controler(lire_document(fichier, fichier.name))
    except DocumentIllisible as erreur:
        raise illisible(erreur) from erreur


def _du_programme(code: str, exercice: str) -> Rapport:
    from jalon.cli.outils import avec_base

    @avec_base
    def rapport(*, acteur: Compte) -> Rapport:
        from jalon.pilotage.controles.selectors import rapport_controle
        from jalon.pilotage.programmes.models import Exercice, Programme
        from jalon.pilotage.programmes.selectors import exercice_par_code, programme_par_code

        try:
            programme = programme_par_code(code)
            return rapport_controle(programme, exercice_par_code(programme, exercice))
        except Programme.DoesNotExist as erreur:
            raise illisible(f"aucun programme « {code} » n'est visible de ce compte.") from erreur
        except Exercice.DoesNotExist as erreur:
            raise illisible(f"le programme « {code} » n'a pas d'exercice « {exercice} ».") from erreur

    resultat: Rapport = rapport()
    return resultat


class EntreeIllisible(click.ClickException):
    """Erreur d'entrée : message sur la sortie d'erreur, code 2."""

    exit_code = ILLISIBLE


def illisible(message: object) -> EntreeIllisible:
    """L'erreur à lever pour une entrée que rien ne permet de lire ou de trouver."""
    return EntreeIllisible(str(message))

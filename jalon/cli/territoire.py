"""`jalon territoire` : le référentiel des communes, intercommunalités et départements."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jalon.cli._options import option_compte
from jalon.cli.outils import avec_base, base_ouverte
from jalon.socle.base.connexions import RoleBase

if TYPE_CHECKING:
    from jalon.socle.acces.models import Compte

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


@commande.command()
@click.argument("fichier", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--source", required=True, help="Qui a dessiné ces contours, et quand : la carte le dira.")
@option_compte
def contours(fichier: Path, source: str) -> None:
    """Charge les contours des intercommunalités depuis un GeoJSON, pour les cartes des indicateurs."""
    avec_base(_charger_contours)(fichier, source)


def _charger_contours(fichier: Path, source: str, *, acteur: Compte) -> None:
    from django.core.exceptions import ValidationError

    from jalon.socle.territoire.contours import OCTETS_MAXIMUM, charger_contours

    try:
        with fichier.open("rb") as flux:
            bilan = charger_contours(contenu=flux.read(OCTETS_MAXIMUM + 1), source=source, acteur=acteur)
    except OSError as erreur:
        raise click.ClickException(f"Le fichier {fichier} ne se lit pas : {erreur.strerror}.") from erreur
    except ValidationError as erreur:
        raise click.ClickException(" ".join(erreur.messages)) from erreur
    click.echo(f"Contours : {bilan.gardes} intercommunalités, {bilan.inconnus} objets non reconnus.")


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

"""`jalon base` : installer, migrer, sauvegarder, restaurer, mettre à niveau."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click

from jalon.cli.outils import base_ouverte
from jalon.cli.territoire import FICHIER, charger_fichier
from jalon.socle.base.connexions import RoleBase, base_donnee
from jalon.socle.base.grappe import ErreurGrappe, grappe_embarquee


@click.group()
def commande() -> None:
    """La base de données : création, migrations, sauvegardes."""


@commande.command()
@click.option("--demonstration", is_flag=True, help="Base de démonstration : second facteur non exigé.")
def installer(demonstration: bool) -> None:
    """Crée la base, ses trois rôles, son schéma et le référentiel des territoires. Se relance sans risque."""
    from jalon.socle.base import installation

    if not base_donnee():
        try:
            grappe_embarquee().initialiser()
        except ErreurGrappe as erreur:
            raise click.ClickException(str(erreur)) from erreur
    with base_ouverte(RoleBase.PROPRIETAIRE):
        crees = installation.installer()
        click.echo(
            f"Base installée : {', '.join(crees)} créés." if crees else "Base déjà installée, schéma à jour."
        )
        if FICHIER.exists():
            charger_fichier(FICHIER)
        if demonstration:
            _sans_second_facteur()


@commande.command()
def migrer() -> None:
    """Met le schéma à jour."""
    from jalon.socle.base import installation

    with base_ouverte(RoleBase.PROPRIETAIRE):
        installation.migrer()
    click.echo("Schéma à jour.")


@commande.command()
@click.argument("fichier", type=click.Path(path_type=Path, dir_okay=False), required=False)
def sauvegarder(fichier: Path | None) -> None:
    """Écrit une sauvegarde dans FICHIER (défaut : jalon-DATE.tar). Jalon peut rester en service."""
    from django.utils import timezone

    from jalon.socle.base import installation, sauvegarde

    cible = fichier or Path(f"jalon-{timezone.localtime():%Y-%m-%d-%Hh%M}.tar")
    with _erreurs_simples(), base_ouverte(RoleBase.PROPRIETAIRE):
        manifeste = sauvegarde.sauvegarder(cible, installation.chaine(RoleBase.PROPRIETAIRE))
    click.echo(f"{cible} : {len(manifeste.lignes)} tables, {manifeste.total} lignes.")
    click.echo("Gardez aussi, ailleurs, le fichier des clés (JALON_CLES) : il n'est pas dans la sauvegarde.")


@commande.command()
@click.argument("fichier", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.confirmation_option("--oui", prompt="Le contenu actuel de la base sera remplacé. Continuer ?")
def restaurer(fichier: Path) -> None:
    """Remplace le contenu de la base par celui de FICHIER. Arrêtez d'abord « jalon servir »."""
    from jalon.socle.base import installation, sauvegarde

    with _erreurs_simples(), base_ouverte(RoleBase.PROPRIETAIRE):
        manifeste = sauvegarde.restaurer(fichier, installation.chaine(RoleBase.PROPRIETAIRE))
        installation.migrer()
    click.echo(f"Base restaurée et vérifiée : {manifeste.total} lignes, sauvegarde du {manifeste.date}.")


@commande.command("mettre-a-niveau")
def mettre_a_niveau() -> None:
    """Passe la base embarquée à la version de PostgreSQL de ce Jalon."""
    from jalon.socle.base import sauvegarde

    with _erreurs_simples():
        ancienne = sauvegarde.mettre_a_niveau()
    if ancienne is None:
        click.echo("La base est déjà à la bonne version de PostgreSQL.")
    else:
        click.echo(
            f"Base passée de PostgreSQL {ancienne} à la version courante ; l'ancienne copie est gardée."
        )


@contextmanager
def _erreurs_simples() -> Iterator[None]:
    """Les erreurs prévues deviennent un message et le code de sortie 1."""
    from jalon.socle.base.sauvegarde import ErreurSauvegarde

    try:
        yield
    except (ErreurSauvegarde, ErreurGrappe) as erreur:
        raise click.ClickException(str(erreur)) from erreur


def _sans_second_facteur() -> None:
    from jalon.socle.acces.selectors import MFA_EXIGEE, compte_systeme
    from jalon.socle.parametres.services import fixer_parametre

    fixer_parametre(
        code=MFA_EXIGEE, valeur=False, du=date(2019, 1, 1), source="Démonstration", acteur=compte_systeme()
    )

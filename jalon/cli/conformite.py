"""`jalon conformite` : le département compté à la main, pour comparer un autre système à Jalon."""

from __future__ import annotations

from pathlib import Path

import click


@click.group()
def commande() -> None:
    """Le kit de conformité : un petit département dont chaque indicateur est compté à la main."""


@commande.command()
@click.argument("dossier", type=click.Path(path_type=Path, file_okay=False))
def ecrire(dossier: Path) -> None:
    """Écrit le kit dans DOSSIER : les faits, les valeurs attendues, les fautes connues, le mode d'emploi."""
    from jalon.mesure.conformite import ecrire

    try:
        for chemin in ecrire(dossier):
            click.echo(chemin)
    except OSError as erreur:
        raise click.ClickException(f"écriture impossible dans {dossier} : {erreur}") from erreur


@commande.command()
@click.argument("fichier", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def comparer(fichier: Path) -> int:
    """Compare les résultats de FICHIER aux valeurs comptées à la main. Sortie 1 s'il y a un écart."""
    from jalon.mesure.conformite import attendus, comparer, faute_connue, lire_resultats

    try:
        resultats = lire_resultats(fichier)
    except (OSError, ValueError) as erreur:
        raise click.ClickException(f"{fichier} n'est pas lisible : {erreur}") from erreur
    ecarts = comparer(resultats)
    for ecart in ecarts:
        ligne = " ".join(filter(None, ecart.cle))
        click.echo(f"{ligne} : {ecart.champ}, attendu « {ecart.attendu} », lu « {ecart.lu} »")
        for faute in faute_connue(ecart):
            click.echo(f"    faute connue {faute.code} : {faute.faute}")
    lignes = {ecart.cle for ecart in ecarts}
    click.echo(f"{len(attendus()) - len(lignes)} lignes justes sur {len(attendus())}.")
    return 1 if ecarts else 0

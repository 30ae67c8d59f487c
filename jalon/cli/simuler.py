"""`jalon simuler` : quelques mois d'un département inventé, du fichier de la caisse au contrat signé."""

from __future__ import annotations

from time import perf_counter

import click


@click.command()
@click.option("--foyers", type=click.IntRange(1, 200_000), required=True, help="Foyers du premier mois.")
@click.option("--mois", "nombre_mois", type=click.IntRange(1, 60), required=True, help="Mois à jouer.")
@click.option("--graine", type=int, default=1, show_default=True, help="Même graine, mêmes décisions.")
@click.pass_obj
def commande(courriel: str, foyers: int, nombre_mois: int, graine: int) -> None:
    """Joue des mois d'un département inventé par les services des écrans, dans une base sans dossier.

    Fichiers de la caisse, orientations, rendez-vous, diagnostics, contrats : aucune personne réelle.
    """
    from jalon.cli.outils import base_ouverte, compte_agissant

    with base_ouverte():
        from jalon.demonstration.parcours import simuler
        from jalon.sources.flux_cnaf.simulation.reglages import ReglageImpossible

        depart = perf_counter()
        try:
            bilan = simuler(
                foyers=foyers,
                nombre_mois=nombre_mois,
                graine=graine,
                acteur=compte_agissant(courriel),
                dire=click.echo,
            )
        except ReglageImpossible as erreur:
            raise click.ClickException(str(erreur)) from erreur
    click.echo(f"{bilan.fichiers} mois joués en {perf_counter() - depart:.0f} s.")

"""`jalon demo` : charger la démonstration, imprimer ses rapports, dire comment se connecter."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from jalon.demonstration.comptes import CompteDemonstration
    from jalon.demonstration.programmes import Charge
    from jalon.socle.acces.models import Compte

SORTIE = Path("demo")
FORMATS = ("pdf", "docx", "xlsx", "ods")
MODELE_A_CONTROLER = "calpae"
FOYERS, MOIS = 120, 6


@click.command()
@click.option(
    "--sortie",
    type=click.Path(path_type=Path, file_okay=False),
    default=SORTIE,
    show_default=True,
    help="Dossier des rapports.",
)
def commande(sortie: Path) -> None:
    """Charge deux programmes publiés, un département inventé et des comptes. Se relance sans rien changer."""
    from jalon.cli.outils import base_ouverte, compte_agissant

    with base_ouverte():
        from jalon.socle.base.contexte import contexte_compte

        acteur = compte_agissant("systeme")
        _charger_dossiers(acteur)
        with contexte_compte(acteur):
            charges, comptes, mot_de_passe = _charger(acteur)
        with contexte_compte(acteur):
            _inventer_contours(acteur)
            _calculer(charges, acteur)
        with contexte_compte(acteur):
            _dire_anomalies(charges)
            _ecrire_rapports(charges, sortie)
    _dire_comptes(comptes, mot_de_passe)


def _charger_dossiers(acteur: Compte) -> None:
    """Un département joué ; sans référentiel des communes, la démonstration s'en passe et le dit."""
    from jalon.demonstration.parcours import DejaJoue, simuler
    from jalon.sources.flux_cnaf.simulation.reglages import ReglageImpossible

    click.echo(f"Un département inventé : {FOYERS} foyers, {MOIS} mois, joués par les services des écrans.")
    try:
        simuler(foyers=FOYERS, nombre_mois=MOIS, acteur=acteur, dire=lambda ligne: click.echo(f"  {ligne}"))
    except DejaJoue:
        click.echo("  déjà là")
    except ReglageImpossible as erreur:
        click.echo(f"Aucun dossier de démonstration : {erreur}", err=True)
    click.echo()


def _inventer_contours(acteur: Compte) -> None:
    """De quoi dessiner la carte des indicateurs."""
    from jalon.demonstration.contours import inventer_contours

    bilan = inventer_contours(acteur=acteur)
    if bilan is not None:
        click.echo(f"Contours inventés pour la carte : {bilan.gardes} intercommunalités.\n")


def _charger(acteur: Compte) -> tuple[list[Charge], list[CompteDemonstration], str]:
    from jalon.demonstration.comptes import creer_comptes
    from jalon.demonstration.programmes import charger_programmes
    from jalon.socle.territoire.models import Departement

    if not Departement.objects.exists():
        raise click.ClickException(
            "le référentiel des territoires n'est pas chargé : lancez « jalon territoire charger »."
        )
    charges = charger_programmes(acteur=acteur)
    comptes, mot_de_passe = creer_comptes([charge.programme for charge in charges], acteur=acteur)
    for charge in charges:
        _dire_programme(charge)
    return charges, comptes, mot_de_passe


def _calculer(charges: list[Charge], acteur: Compte) -> None:
    """Les lignes que les faits donnent se remplissent seules, dans l'exercice en cours."""
    from jalon.demonstration.calculs import calculer_demonstration

    click.echo("Indicateurs calculés d'après les dossiers inventés :")
    for charge in charges:
        calcule = calculer_demonstration(charge.programme, acteur=acteur)
        click.echo(
            f"  {charge.programme.code}, exercice {calcule.exercice.code} : {calcule.reglees} lignes réglées,"
            f" {len(calcule.bilan.ecrits)} cases remplies sans saisie."
        )
        for calcul in calcule.bilan.ecrits:
            valeur = "–" if calcul.valeur is None else f"{calcul.valeur.normalize():f}".replace(".", ",")
            click.echo(f"    {calcul.code:<34} {valeur}")
    click.echo()


def _dire_programme(charge: Charge) -> None:
    from jalon.cli.reprendre import dire_non_lus, dire_resume
    from jalon.sources.documents.selectors import non_lus, resume_lecture

    click.echo(dire_resume(resume_lecture(charge.lecture)))
    click.echo(dire_non_lus(non_lus(charge.lecture)), nl=False)
    suite = "repris" if charge.nouveau else "déjà repris, rien à changer"
    click.echo(f"  Programme {charge.programme.code}, exercice {charge.exercice.code} : {suite}.\n")


def _dire_anomalies(charges: list[Charge]) -> None:
    from jalon.sources.documents.selectors import anomalies

    for charge in charges:
        if charge.programme.modele_id == MODELE_A_CONTROLER:
            click.echo(anomalies(charge.lecture).en_texte())
            click.echo()


def _ecrire_rapports(charges: list[Charge], sortie: Path) -> None:
    from jalon.editions.services import editer

    click.echo("Rapports imprimés :")
    for charge in charges:
        for modele in charge.demonstration.editions:
            chemins = editer(modele, charge.programme, charge.exercice, formats=FORMATS, dossier=sortie)
            for chemin in chemins:
                click.echo(f"  {chemin}")
    click.echo()


def _dire_comptes(comptes: list[CompteDemonstration], mot_de_passe: str) -> None:
    adresse = os.environ.get("JALON_URL") or "http://127.0.0.1:8000"
    click.echo(f"Pour se connecter : {adresse}")
    click.echo(f"  mot de passe de tous ces comptes : {mot_de_passe}")
    for compte in comptes:
        precision = f" ({compte.precision})" if compte.precision else ""
        click.echo(f"  {compte.courriel:<24} {compte.role.label}{precision}")

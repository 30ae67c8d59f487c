"""`jalon extraits` : reprendre ce que sait un logiciel métier, lui rendre ce qui a été décidé dans Jalon."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jalon.cli._options import option_compte
from jalon.cli.outils import avec_base, base_ouverte, compte_agissant

if TYPE_CHECKING:
    from jalon.sources.chargements import Bilan

NATURES = ("personne", "referent", "orientation", "rendez_vous", "contrat")
CLES = (
    ("lignes", "lignes"),
    ("nouveaux", "nouveaux"),
    ("modifies", "modifiés"),
    ("inchanges", "inchangés"),
    ("rattaches", "rattachés"),
    ("disparus", "disparus"),
    ("sans_personne", "sans personne connue"),
    ("conflits", "en conflit"),
)
JOUR = click.DateTime(["%Y-%m-%d"])


@click.group()
def commande() -> None:
    """Les extraits de logiciels métier : reprendre, rendre."""


@commande.command()
@click.argument("fichier", type=click.Path(path_type=Path))
@click.option("--systeme", required=True, help="Code du logiciel : solis, iodas, webrsa, generique.")
@click.option("--jour", type=JOUR, required=True, help="Jour où l'extrait a été tiré.")
@click.option("--nature", type=click.Choice(NATURES), help="Ce qu'il porte, si son nom ne le dit pas.")
@click.option("--partiel", is_flag=True, help="L'extrait ne porte pas tout : rien n'est dit disparu.")
@click.option("--accepter-disparitions", is_flag=True, help="Admet que beaucoup de faits ont disparu.")
@click.option("--essai", is_flag=True, help="Fait tout le travail puis le défait : rien n'est écrit.")
@click.option("--format", "forme", type=click.Choice(["texte", "json"]), default="texte", show_default=True)
@option_compte
def reprendre(fichier: Path, forme: str, essai: bool, **options: Any) -> None:
    """Reprend FICHIER (.xlsx, .ods ou .csv). Aucune personne n'est créée. Sortie 2 s'il est refusé."""
    from jalon.cli.controler import illisible

    if not fichier.is_file():
        raise illisible(f"{fichier} n'est pas un fichier lisible.")
    bilan = _reprendre(fichier, essai, **options)
    if bilan.refus:
        raise illisible(f"{fichier.name} : {bilan.refus}")
    click.echo(en_json(bilan) if forme == "json" else en_texte(bilan, essai=essai))


@commande.command()
@click.option("--systeme", required=True, help="Code du logiciel à qui rendre.")
@click.option("--depuis", type=JOUR, required=True, help="Premier jour des décisions à rendre.")
@click.option("--sortie", type=click.Path(path_type=Path, file_okay=False), required=True)
@option_compte
@avec_base
def rendre(systeme: str, depuis: datetime, sortie: Path, acteur: Any) -> None:
    """Écrit, dans le dossier SORTIE, les décisions prises dans Jalon aux identifiants du logiciel."""
    from django.core.exceptions import PermissionDenied

    from jalon.sources.chargements import exiger_gestion
    from jalon.sources.extraits.rendu import rendre_decisions

    try:
        exiger_gestion(acteur)
        comptes = rendre_decisions(systeme, depuis.date(), sortie)
    except (PermissionDenied, FileExistsError) as erreur:
        raise click.ClickException(_dire(erreur)) from None
    for nom, nombre in sorted(comptes.items()):
        if nom != "sans_identifiant":
            click.echo(f"{nom}.csv : {nombre} lignes.")
    if comptes["sans_identifiant"]:
        click.echo(f"{comptes['sans_identifiant']} décisions sur des personnes que ce logiciel n'a pas.")


def _dire(erreur: Exception) -> str:
    if isinstance(erreur, FileExistsError):
        return f"{erreur.filename} existe déjà. Donnez un dossier vide : rien n'est remplacé."
    return str(erreur)


def _reprendre(fichier: Path, essai: bool, **options: Any) -> Bilan:
    courriel = click.get_current_context().find_root().obj
    with base_ouverte():
        from django.core.exceptions import PermissionDenied

        from jalon.parcours.personnes.enums import NatureFait
        from jalon.sources.extraits.chargement import Extrait, reprendre_extrait

        extrait = Extrait(
            systeme=options["systeme"],
            jour=options["jour"].date(),
            nature=NatureFait(options["nature"]) if options["nature"] else None,
            complet=not options["partiel"],
            accepter_disparitions=options["accepter_disparitions"],
        )
        try:
            return reprendre_extrait(fichier, extrait, acteur=compte_agissant(courriel), essai=essai)
        except PermissionDenied as erreur:
            raise click.ClickException(str(erreur)) from None


def en_json(bilan: Bilan) -> str:
    """Le contrat de la commande : noms et types fixes."""
    contenu: dict[str, Any] = {cle: bilan.comptes.get(cle, 0) for cle, _ in CLES}
    contenu |= {"natures": bilan.rapport.get("natures", {}), "rejets": bilan.rejets}
    contenu |= {"deja_charge": bilan.deja_charge, "secondes": bilan.secondes, "octets": bilan.octets}
    return json.dumps(contenu, ensure_ascii=False, indent=2)


def en_texte(bilan: Bilan, *, essai: bool) -> str:
    """Le même bilan pour une personne."""
    debut = "Essai, rien n'est écrit : " if essai else ""
    if bilan.deja_charge:
        debut = "Extrait déjà repris, rien ne change : "
    comptes = ", ".join(f"{bilan.comptes.get(cle, 0)} {libelle}" for cle, libelle in CLES)
    lignes = [f"{debut}{comptes} ; {len(bilan.rejets)} rejetées."]
    if bilan.comptes.get("referents_inconnus"):
        lignes.append(
            f"{bilan.comptes['referents_inconnus']} référents dont ni la structure ni le courriel ne sont "
            "connus de Jalon : créez-les, ou donnez à la structure le nom de l'extrait comme alias."
        )
    lignes += [f"  ligne {rejet['ligne']} : {rejet['motif']}" for rejet in bilan.rejets]
    return "\n".join(lignes)

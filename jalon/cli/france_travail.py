"""`jalon france-travail` : les fichiers d'inscriptions, de cessations, de radiations, et le stock."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jalon.cli._options import option_compte
from jalon.cli.outils import base_ouverte, compte_agissant

if TYPE_CHECKING:
    from jalon.sources.chargements import Bilan

NATURES = ("inscriptions", "cessations", "radiations", "stock")
SUITES = (
    ("nir", "par NIR"),
    ("etat_civil", "par état civil"),
    ("aucune", "inconnues"),
    ("plusieurs", "ambiguës"),
    ("contraire", "au NIR contraire"),
)


@click.group()
def commande() -> None:
    """Les fichiers de France Travail."""


@commande.command()
@click.argument("fichier", type=click.Path(path_type=Path))
@click.option(
    "--nature", type=click.Choice(NATURES), help="Ce que porte le fichier, si son nom ne le dit pas."
)
@click.option(
    "--jour", type=click.DateTime(["%Y-%m-%d"]), help="Jour qu'il décrit, si son nom ne le dit pas."
)
@click.option("--essai", is_flag=True, help="Fait tout le travail puis le défait : rien n'est écrit.")
@click.option("--format", "forme", type=click.Choice(["texte", "json"]), default="texte", show_default=True)
@option_compte
def charger(fichier: Path, nature: str | None, jour: datetime | None, essai: bool, forme: str) -> None:
    """Charge FICHIER. Aucune personne n'est créée. Sortie 2 si le fichier est refusé."""
    from jalon.cli.controler import illisible

    if not fichier.is_file():
        raise illisible(f"{fichier} n'est pas un fichier lisible.")
    bilan = _charger(fichier, nature, jour, essai)
    if bilan.refus:
        raise illisible(f"{fichier.name} : {bilan.refus}")
    click.echo(en_json(bilan) if forme == "json" else en_texte(bilan, essai=essai))


@commande.command()
@option_compte
def reconnaitre() -> None:
    """Cherche de nouveau les personnes des lignes restées sans personne."""
    courriel = click.get_current_context().find_root().obj
    with base_ouverte():
        from django.core.exceptions import PermissionDenied

        from jalon.socle.base.contexte import contexte_compte
        from jalon.sources.france_travail.chargement import reconnaitre_de_nouveau

        acteur = compte_agissant(courriel)
        try:
            with contexte_compte(acteur):
                comptes = reconnaitre_de_nouveau(acteur=acteur)
        except PermissionDenied as erreur:
            raise click.ClickException(str(erreur)) from None
    click.echo(f"{comptes['examinees']} lignes examinées, {comptes['reconnues']} reconnues.")


def _charger(fichier: Path, nature: str | None, jour: datetime | None, essai: bool) -> Bilan:
    courriel = click.get_current_context().find_root().obj
    with base_ouverte():
        from django.core.exceptions import PermissionDenied

        from jalon.parcours.personnes.enums import NatureFranceTravail
        from jalon.sources.france_travail.chargement import charger_france_travail

        try:
            return charger_france_travail(
                fichier,
                acteur=compte_agissant(courriel),
                nature=NatureFranceTravail(nature) if nature else None,
                jour=jour.date() if jour else None,
                essai=essai,
            )
        except PermissionDenied as erreur:
            raise click.ClickException(str(erreur)) from None


def en_json(bilan: Bilan) -> str:
    """Le contrat de la commande : noms et types fixes."""
    cles = ("lignes", "personnes", "doublons", *(cle for cle, _ in SUITES))
    contenu: dict[str, Any] = {cle: bilan.comptes.get(cle, 0) for cle in cles}
    contenu |= {"rejets": bilan.rejets, "deja_charge": bilan.deja_charge, "rapport": bilan.rapport}
    contenu |= {"secondes": bilan.secondes, "octets": bilan.octets}
    return json.dumps(contenu, ensure_ascii=False, indent=2)


def en_texte(bilan: Bilan, *, essai: bool) -> str:
    """Le même bilan pour une personne."""
    debut = "Essai, rien n'est écrit : " if essai else ""
    if bilan.deja_charge:
        debut = "Fichier déjà chargé, rien ne change : "
    suites = ", ".join(f"{bilan.comptes.get(cle, 0)} {libelle}" for cle, libelle in SUITES)
    lignes = [f"{debut}{bilan.comptes.get('lignes', 0)} lignes ; {suites} ; {len(bilan.rejets)} rejetées."]
    if bilan.rapport.get("stock_en_chute"):
        lignes.append(
            f"Attention : le stock précédent avait {bilan.rapport['stock_precedent']} lignes. "
            "Vérifiez que le fichier est entier."
        )
    lignes += [f"  ligne {rejet['ligne']} : {rejet['motif']}" for rejet in bilan.rejets]
    return "\n".join(lignes)

"""`jalon flux charger` et `jalon flux relever` : du fichier reçu aux dossiers."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jalon.cli._options import option_compte

if TYPE_CHECKING:
    from jalon.sources.flux_cnaf.chargement import BilanChargement

CLES = ("foyers", "personnes", "nouveaux", "modifies", "inchanges")


@click.command("charger")
@click.argument("fichier", type=click.Path(path_type=Path))
@click.option("--essai", is_flag=True, help="Fait tout le travail puis le défait : rien n'est écrit.")
@click.option("--departement", default=None, help="Code du département attendu.")
@click.option("--version-admise", "versions", multiple=True, help="Version d'application à admettre en plus.")
@click.option("--format", "forme", type=click.Choice(["texte", "json"]), default="texte", show_default=True)
@option_compte
def charger(
    fichier: Path, essai: bool, departement: str | None, versions: tuple[str, ...], forme: str
) -> None:
    """Charge un flux bénéficiaire (FICHIER) : tout ou rien. Sortie 2 si le fichier est refusé."""
    from jalon.cli.controler import illisible

    if not fichier.is_file():
        raise illisible(f"{fichier} n'est pas un fichier lisible.")
    bilan = _charger(fichier, essai, departement, versions)
    if bilan.refus:
        raise illisible(f"{fichier.name} : {bilan.refus}")
    click.echo(en_json(bilan) if forme == "json" else en_texte(bilan, essai=essai))


@click.command("relever")
@click.argument("dossier", type=click.Path(exists=True, file_okay=False, path_type=Path))
@option_compte
def relever(dossier: Path) -> None:
    """Charge, dans l'ordre du temps, les fichiers déposés dans DOSSIER et range ceux qui sont pris."""
    from jalon.cli.outils import base_ouverte, compte_agissant

    courriel = click.get_current_context().find_root().obj
    with base_ouverte():
        from jalon.sources.flux_cnaf.releve import relever_dossier

        releves = list(relever_dossier(dossier, acteur=compte_agissant(courriel)))
    for nom, bilan in releves:
        click.echo(f"{nom} : {bilan.refus or en_texte(bilan, essai=False)}")
    if not releves:
        click.echo("Aucun fichier à relever.")
    if any(bilan.refus for _, bilan in releves):
        click.get_current_context().exit(2)


def _charger(
    fichier: Path, essai: bool, departement: str | None, versions: tuple[str, ...]
) -> BilanChargement:
    from jalon.cli.outils import base_ouverte, compte_agissant

    courriel = click.get_current_context().find_root().obj
    with base_ouverte():
        from jalon.sources.flux_cnaf.chargement import charger_flux
        from jalon.sources.flux_cnaf.enveloppe import Attendu

        attendu = Attendu(departement=departement, versions_admises=frozenset(versions))
        acteur = compte_agissant(courriel)
        with barre(fichier.name) as avancer:
            bilan = charger_flux(fichier, acteur=acteur, essai=essai, attendu=attendu, avancer=avancer)
    return bilan


@contextmanager
def barre(titre: str) -> Iterator[Callable[[int, str], None]]:
    """Barre d'avancement sur la sortie d'erreur ; muette si elle n'est pas un terminal."""
    flux = sys.stderr
    with click.progressbar(length=100, label=titre, file=flux, hidden=not flux.isatty()) as progression:

        def avancer(pourcentage: int, _message: str) -> None:
            progression.update(max(0, pourcentage - progression.pos))

        yield avancer


def en_json(bilan: BilanChargement) -> str:
    """Le contrat de la commande : noms et types fixes."""
    contenu: dict[str, Any] = {cle: bilan.comptes.get(cle, 0) for cle in CLES}
    contenu |= {"rejets": bilan.rejets, "secondes": bilan.secondes, "octets": bilan.octets}
    return json.dumps(contenu, ensure_ascii=False, indent=2)


def en_texte(bilan: BilanChargement, *, essai: bool) -> str:
    """Le même bilan pour une personne."""
    comptes = {cle: bilan.comptes.get(cle, 0) for cle in CLES}
    debut = "Essai, rien n'est écrit : " if essai else ""
    if bilan.deja_charge:
        debut = "Fichier déjà chargé, rien ne change : "
    nouveaux, modifies, inchanges = (comptes[cle] for cle in CLES[2:])
    lignes = [
        f"{debut}{comptes['foyers']} dossiers, {comptes['personnes']} personnes ; {nouveaux} nouveaux, "
        f"{modifies} modifiés, {inchanges} inchangés, {len(bilan.rejets)} rejetés."
    ]
    lignes += [
        f"  ligne {rejet['ligne']}, dossier {rejet['dossier'] or 'sans numéro'} : {rejet['motif']}"
        for rejet in bilan.rejets
    ]
    lignes.append(f"{bilan.octets / 1e6:.1f} Mo en {bilan.secondes:.1f} s.")
    return "\n".join(lignes)

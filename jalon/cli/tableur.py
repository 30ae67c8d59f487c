"""`jalon tableur` : les foyers d'un département qui n'a pas de flux direct."""

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

CLES = ("foyers", "personnes", "nouveaux", "modifies", "inchanges")


@click.group()
def commande() -> None:
    """Les foyers d'un tableur (.xlsx, .ods, .csv) : aperçu, correspondance, chargement."""


@commande.command()
@click.argument("fichier", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def apercevoir(fichier: Path) -> None:
    """Montre quelle colonne de FICHIER est quel champ, et chaque case fausse. N'écrit rien, sans base."""
    import django

    django.setup()
    from jalon.cli.controler import illisible
    from jalon.sources.chargements import FichierRefuse
    from jalon.sources.tableurs.chargement import BENEFICIAIRES
    from jalon.sources.tableurs.services import apercevoir as lire

    try:
        apercus = lire(fichier, BENEFICIAIRES)
    except FichierRefuse as erreur:
        raise illisible(f"{fichier.name} : {erreur}") from None
    for apercu in apercus:
        click.echo(f"« {apercu.tableau} » : {apercu.lignes} lignes, {apercu.justes} justes.")
        for champ, colonne in apercu.colonnes.items():
            click.echo(f"  {colonne} → {champ}{' (à vérifier)' if champ in apercu.incertains else ''}")
        for titre, noms in (("manque", apercu.manquants), ("ignorée", apercu.ignorees)):
            for nom in noms:
                click.echo(f"  {titre} : {nom}")
        for erreur_case in apercu.erreurs:
            click.echo(f"  ligne {erreur_case.ligne}, {erreur_case}")


@commande.command()
@click.argument("fichier", type=click.Path(path_type=Path))
@click.option("--jour", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Jour qu'il décrit.")
@click.option("--departement", default="", help="Code du département, la première fois.")
@click.option("--correspondance", default="", help="Nom d'une correspondance enregistrée.")
@click.option("--complet", is_flag=True, help="Il porte tout le stock : les absents sont signalés.")
@click.option("--essai", is_flag=True, help="Fait tout le travail puis le défait : rien n'est écrit.")
@click.option("--format", "forme", type=click.Choice(["texte", "json"]), default="texte", show_default=True)
@option_compte
def charger(fichier: Path, forme: str, essai: bool, **options: Any) -> None:
    """Charge les foyers de FICHIER. Sortie 2 s'il est refusé."""
    from jalon.cli.controler import illisible

    if not fichier.is_file():
        raise illisible(f"{fichier} n'est pas un fichier lisible.")
    bilan = _charger(fichier, essai, **options)
    if bilan.refus:
        raise illisible(f"{fichier.name} : {bilan.refus}")
    click.echo(en_json(bilan) if forme == "json" else en_texte(bilan, essai=essai))


@commande.command()
@click.argument("nom")
@click.argument("nature")
@click.option("--colonne", "colonnes", multiple=True, metavar="CHAMP=COLONNE", help="Colonne d'un champ.")
@click.option(
    "--code", "codes", multiple=True, metavar="CHAMP:ÉCRITURE=CODE", help="Code de Jalon d'une écriture."
)
@option_compte
@avec_base
def correspondre(
    nom: str, nature: str, colonnes: tuple[str, ...], codes: tuple[str, ...], acteur: Any
) -> None:
    """Enregistre la correspondance NOM des tableaux de cette NATURE, à la place de l'ancienne.

    Au nom d'un logiciel (solis, iodas…) et d'une nature fait_…, elle sert à la reprise de ses extraits.
    """
    from django.core.exceptions import PermissionDenied, ValidationError

    from jalon.sources.chargements import exiger_gestion
    from jalon.sources.tableurs.services import enregistrer_correspondance

    try:
        exiger_gestion(acteur)
        enregistrer_correspondance(
            nom=nom,
            code_nature=nature,
            colonnes=dict(_couper(paire, "=") for paire in colonnes),
            codes=_codes(codes),
            acteur=acteur,
        )
    except PermissionDenied as erreur:
        raise click.ClickException(str(erreur)) from None
    except ValidationError as erreur:
        raise click.ClickException(" ".join(erreur.messages)) from None
    click.echo(f"Correspondance « {nom} » enregistrée : {len(colonnes)} colonnes, {len(codes)} codes.")


def _couper(paire: str, separateur: str) -> tuple[str, str]:
    avant, trouve, apres = paire.partition(separateur)
    if not (avant.strip() and trouve and apres.strip()):
        raise click.ClickException(f"« {paire} » n'a pas la forme attendue (avec « {separateur} »).")
    return avant.strip(), apres.strip()


def _codes(paires: tuple[str, ...]) -> dict[str, dict[str, str]]:
    codes: dict[str, dict[str, str]] = {}
    for paire in paires:
        champ, reste = _couper(paire, ":")
        ecriture, code = _couper(reste, "=")
        codes.setdefault(champ, {})[ecriture] = code
    return codes


def _charger(
    fichier: Path, essai: bool, jour: datetime, departement: str, correspondance: str, complet: bool
) -> Bilan:
    courriel = click.get_current_context().find_root().obj
    with base_ouverte():
        from django.core.exceptions import PermissionDenied

        from jalon.socle.base.contexte import contexte_compte
        from jalon.sources.tableurs.chargement import BENEFICIAIRES, charger_tableur
        from jalon.sources.tableurs.models import Correspondance

        acteur = compte_agissant(courriel)
        enregistree = None
        if correspondance:
            with contexte_compte(acteur):
                enregistree = Correspondance.objects.filter(nom=correspondance, nature=BENEFICIAIRES).first()
            if enregistree is None:
                raise click.ClickException(f"La correspondance « {correspondance} » n'existe pas.")
        try:
            return charger_tableur(
                fichier,
                acteur=acteur,
                jour=jour.date(),
                departement=departement,
                correspondance=enregistree,
                complet=complet,
                essai=essai,
            )
        except PermissionDenied as erreur:
            raise click.ClickException(str(erreur)) from None


def en_json(bilan: Bilan) -> str:
    """Le contrat de la commande : noms et types fixes."""
    contenu: dict[str, Any] = {cle: bilan.comptes.get(cle, 0) for cle in CLES}
    contenu |= {"rejets": bilan.rejets, "deja_charge": bilan.deja_charge}
    contenu |= {"secondes": bilan.secondes, "octets": bilan.octets}
    return json.dumps(contenu, ensure_ascii=False, indent=2)


def en_texte(bilan: Bilan, *, essai: bool) -> str:
    """Le même bilan pour une personne."""
    debut = "Essai, rien n'est écrit : " if essai else ""
    if bilan.deja_charge:
        debut = "Fichier déjà chargé, rien ne change : "
    foyers, personnes, nouveaux, modifies, inchanges = (bilan.comptes.get(cle, 0) for cle in CLES)
    lignes = [
        f"{debut}{foyers} dossiers, {personnes} personnes ; {nouveaux} nouveaux, {modifies} modifiés, "
        f"{inchanges} inchangés, {len(bilan.rejets)} rejetés."
    ]
    lignes += [
        f"  dossier {rejet['dossier'] or 'sans numéro'} (ligne {rejet['ligne']}) : {rejet['motif']}"
        for rejet in bilan.rejets
    ]
    return "\n".join(lignes)

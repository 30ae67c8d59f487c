"""`jalon conservation` : compter, lister et éliminer les dossiers dont la durée est passée."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from jalon.cli._options import option_compte
from jalon.cli.outils import avec_base, base_ouverte, compte_agissant

if TYPE_CHECKING:
    from jalon.parcours.personnes.models import ListeElimination
    from jalon.socle.acces.models import Compte

FORMES = click.Choice(["texte", "json"])


@click.group()
def commande() -> None:
    """La conservation des dossiers de personnes."""


@commande.command()
@click.option("--a-la-date", type=click.DateTime(["%Y-%m-%d"]), help="Jour d'examen (défaut : aujourd'hui).")
@click.option("--format", "forme", type=FORMES, default="texte", show_default=True)
@option_compte
@avec_base
def apercu(a_la_date: datetime | None, forme: str, acteur: Compte) -> None:
    """Compte, par motif et par année, les dossiers dont la durée est passée. N'écrit rien."""
    from jalon.parcours.personnes.conservation.selectors import apercu_elimination

    vu = apercu_elimination(_jour(a_la_date), acteur)
    if forme == "json":
        click.echo(
            json.dumps(
                {
                    "a_la_date": vu.a_la_date.isoformat(),
                    "aucun_fait_depuis": vu.limite.isoformat(),
                    "personnes": vu.total,
                    "comptes": [{"motif": c.motif, "annee": c.annee, "nombre": c.nombre} for c in vu.comptes],
                    "retenues": [{"raison": raison, "nombre": nombre} for raison, nombre in vu.retenues],
                },
                ensure_ascii=False,
                indent=2,
            )
        )
        return
    click.echo(f"{vu.total} personnes sans aucun fait depuis le {vu.limite:%d/%m/%Y}.")
    for compte in vu.comptes:
        click.echo(f"  {compte.annee}, {compte.libelle} : {compte.nombre}")
    for raison, nombre in vu.retenues:
        click.echo(f"  non proposées, {nombre} : {raison}")


@commande.command()
@click.option("--a-la-date", type=click.DateTime(["%Y-%m-%d"]), help="Jour d'examen (défaut : aujourd'hui).")
@click.option(
    "--sortie", type=click.Path(path_type=Path), help="Fichier .ods ou .csv de la liste, à faire viser."
)
@option_compte
@avec_base
def lister(a_la_date: datetime | None, sortie: Path | None, acteur: Compte) -> None:
    """Établit une liste d'élimination, à faire viser par le service des archives."""
    from django.core.exceptions import PermissionDenied, ValidationError

    from jalon.parcours.personnes.conservation.export_liste import exporter_liste_elimination
    from jalon.parcours.personnes.conservation.services import etablir_liste

    forme = sortie.suffix.lstrip(".").lower() if sortie else ""
    if forme not in ("", "ods", "csv"):
        raise click.ClickException("La liste s'écrit en .ods ou en .csv.")
    try:
        liste = etablir_liste(a_la_date=_jour(a_la_date), acteur=acteur)
    except (ValidationError, PermissionDenied) as erreur:
        raise click.ClickException(_dire(erreur)) from None
    if sortie:
        sortie.write_bytes(exporter_liste_elimination(liste, acteur, forme))
    click.echo(f"Liste {liste.pk} : {liste.nombre} personnes, à faire viser.")


@commande.command()
@click.argument("liste", type=click.UUID)
@click.option("--visa", help="Référence du visa des archives, s'il n'est pas encore noté.")
@click.option("--visa-le", type=click.DateTime(["%Y-%m-%d"]), help="Date de ce visa.")
@option_compte
def eliminer(liste: UUID, visa: str | None, visa_le: datetime | None) -> None:
    """Efface les personnes d'une LISTE visée, par lots. Interrompue, la commande se relance sans risque."""
    courriel = click.get_current_context().find_root().obj
    with base_ouverte():
        from django.core.exceptions import PermissionDenied, ValidationError
        from django.db import ProgrammingError

        from jalon.parcours.personnes.conservation.effacement import effacer_personnes
        from jalon.sources.flux_cnaf.expurgation import expurger

        acteur = compte_agissant(courriel)
        try:
            visee = _liste(liste, acteur, visa, visa_le)
            bilan = effacer_personnes(
                liste=visee,
                acteur=acteur,
                expurger=expurger,
                avancer=lambda faites, total: click.echo(f"{faites} / {total}", err=True),
            )
        except (ValidationError, PermissionDenied) as erreur:
            raise click.ClickException(_dire(erreur)) from None
        except ProgrammingError:
            raise click.ClickException("Ce compte n'efface pas de dossiers.") from None
    click.echo(f"{bilan.effacees} personnes effacées, {bilan.ecartees} écartées par un fait récent.")


@commande.command()
@option_compte
def entretenir() -> None:
    """Efface dès maintenant les fichiers et les traces dont la durée est passée (fait chaque nuit)."""
    courriel = click.get_current_context().find_root().obj
    with base_ouverte():
        from django.utils import timezone

        from jalon.sources.flux_cnaf.entretien import entretenir as entretenir_maintenant

        bilan = entretenir_maintenant(a_la_date=timezone.localdate(), acteur=compte_agissant(courriel))
    click.echo(
        f"{bilan.fichiers} fichiers reçus, {bilan.rejets} rejets traités, "
        f"{bilan.lignes_france_travail} lignes de France Travail, {bilan.lectures} lectures effacés."
    )


def _liste(cle: UUID, acteur: Compte, visa: str | None, visa_le: datetime | None) -> ListeElimination:
    from django.utils import timezone

    from jalon.parcours.personnes.conservation.selectors import liste_par_id
    from jalon.parcours.personnes.conservation.services import approuver_liste
    from jalon.parcours.personnes.models import ListeElimination
    from jalon.socle.base.contexte import contexte_compte

    with contexte_compte(acteur):
        try:
            liste = liste_par_id(cle, acteur)
        except ListeElimination.DoesNotExist:
            raise click.ClickException("Cette liste n'existe pas.") from None
        if visa:
            jour = visa_le.date() if visa_le else timezone.localdate()
            liste = approuver_liste(liste=liste, visa_reference=visa, visa_le=jour, acteur=acteur)
    return liste


def _jour(donne: datetime | None) -> date:
    from django.utils import timezone

    return donne.date() if donne else timezone.localdate()


def _dire(erreur: Exception) -> str:
    return " ".join(getattr(erreur, "messages", [str(erreur)]))

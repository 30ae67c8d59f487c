"""`jalon chiffres` : calculer les indicateurs d'un exercice, vérifier que rien n'a bougé depuis."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from jalon.cli._options import option_compte
from jalon.socle.montants import compter

if TYPE_CHECKING:
    from jalon.mesure.chiffres.gel import Rejeu
    from jalon.pilotage.programmes.models import Exercice
    from jalon.socle.acces.models import Compte

JOUR = click.DateTime(formats=["%Y-%m-%d"])
FORMES = click.Choice(["texte", "json"])


@click.group()
def commande() -> None:
    """Les chiffres calculés d'un exercice."""


@commande.command("calculer")
@click.option("--programme", required=True, help="Code du programme.")
@click.option("--exercice", required=True, help="Code de l'exercice, par exemple 2026.")
@click.option("--arrete-au", type=JOUR, help="Dernier jour dont les faits comptent (défaut : aujourd'hui).")
@option_compte
def calculer(**options: Any) -> None:
    """Remplit les cases réglées de l'exercice ; une valeur saisie n'est jamais remplacée."""
    from jalon.cli.outils import avec_base

    avec_base(_calculer)(**options)


@commande.command("verifier")
@click.option("--programme", required=True, help="Code du programme.")
@click.option("--exercice", required=True, help="Code de l'exercice, par exemple 2026.")
@click.option("--format", "forme", type=FORMES, default="texte", show_default=True)
@option_compte
@click.pass_context
def verifier(ctx: click.Context, **options: Any) -> None:
    """Rejoue chaque chiffre calculé sur les séjours gardés : même valeur, même empreinte.

    Sortie 1 si un chiffre ne se retrouve pas.
    """
    from jalon.cli.outils import avec_base

    ctx.exit(0 if avec_base(_verifier)(**options) else 1)


def _calculer(*, programme: str, exercice: str, arrete_au: datetime | None, acteur: Compte) -> None:
    from django.core.exceptions import ValidationError

    from jalon.pilotage.calculs.services import calculer_exercice

    try:
        bilan = calculer_exercice(
            exercice=_exercice(programme, exercice),
            arrete_au=arrete_au.date() if arrete_au else None,
            acteur=acteur,
        )
    except ValidationError as erreur:
        raise click.ClickException(" ".join(erreur.messages)) from erreur
    calculees = compter(len(bilan.ecrits), "case calculée", "cases calculées")
    gardees = compter(len(bilan.a_cote), "gardée")
    click.echo(f"{calculees}, {gardees} à côté d'une valeur.")
    for titre, motif in bilan.refus:
        click.echo(f"  refusé : {titre} : {motif}", err=True)


def _verifier(*, programme: str, exercice: str, forme: str, acteur: Compte) -> bool:
    from jalon.mesure.chiffres.gel import rejouer_tout
    from jalon.mesure.indicateurs.catalogue import IndicateurInconnu
    from jalon.pilotage.calculs.selectors import calculs_de

    try:
        rejeux = rejouer_tout(calculs_de(_exercice(programme, exercice)))
    except IndicateurInconnu as erreur:
        raise click.ClickException(str(erreur)) from erreur
    if forme == "json":
        click.echo(json.dumps([_ligne(r) for r in rejeux], ensure_ascii=False, indent=1))
    else:
        _ecrire(rejeux)
    return all(rejeu.intact for rejeu in rejeux)


def _exercice(programme: str, exercice: str) -> Exercice:
    from django.core.exceptions import ObjectDoesNotExist

    from jalon.pilotage.programmes.selectors import exercice_par_code, programme_par_code

    try:
        return exercice_par_code(programme_par_code(programme), exercice)
    except ObjectDoesNotExist as erreur:
        raise click.ClickException(
            f"Le programme « {programme} » ou son exercice « {exercice} » n'existe pas, ou n'est pas visible."
        ) from erreur


def _ligne(rejeu: Rejeu) -> dict[str, Any]:
    calcul = rejeu.calcul
    return {
        "code": calcul.code,
        "version": calcul.version,
        "du": calcul.debut.isoformat(),
        "au": calcul.fin.isoformat(),
        "arrete_au": calcul.arrete_au.isoformat(),
        "valeur": _nombre(calcul.valeur),
        "rejouee": _nombre(rejeu.valeur),
        "empreinte": calcul.empreinte,
        "gele": calcul.gele_le is not None,
        "intact": rejeu.intact,
    }


def _nombre(valeur: Any) -> float | int | None:
    if valeur is None:
        return None
    return int(valeur) if valeur == valeur.to_integral_value() else float(valeur)


def _ecrire(rejeux: list[Rejeu]) -> None:
    for rejeu in rejeux:
        ligne = _ligne(rejeu)
        etat = "intact" if rejeu.intact else f"NE SE RETROUVE PAS (rejoué : {ligne['rejouee']})"
        gel = ", gelé" if ligne["gele"] else ""
        valeur = "–" if ligne["valeur"] is None else str(ligne["valeur"]).replace(".", ",")
        click.echo(f"{ligne['code']:<32} {valeur:>10}  {ligne['empreinte'][:16]}  {etat}{gel}")
    fautes = sum(not rejeu.intact for rejeu in rejeux)
    rejoues = compter(len(rejeux), "chiffre rejoué", "chiffres rejoués")
    click.echo(f"{rejoues}, {compter(fautes, 'ne se retrouve', 'ne se retrouvent')} pas.")

"""`jalon flux simuler` : les fichiers CAF d'un département inventé."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from jalon.sources.flux_cnaf.simulation.fichiers import Bilan
    from jalon.sources.flux_cnaf.simulation.reglages import Reglages

ENCODAGES = ["ISO-8859-1", "windows-1252", "ISO-8859-15", "UTF-8"]


class MoisCourt(click.ParamType):
    """Un mois écrit AAAA-MM, rendu au premier jour."""

    name = "AAAA-MM"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(f"{value}-01")
        except ValueError:
            self.fail(f"« {value} » n'est pas un mois : écrivez AAAA-MM, par exemple 2025-03.", param, ctx)


@click.command("simuler")
@click.option("--foyers", type=click.IntRange(1, 2_000_000), required=True, help="Foyers du premier mois.")
@click.option("--mois", type=MoisCourt(), required=True, help="Premier mois, AAAA-MM.")
@click.option(
    "--nombre-mois", type=click.IntRange(1, 120), default=1, show_default=True, help="Mois d'affilée."
)
@click.option("--graine", type=int, default=1, show_default=True, help="Même graine, mêmes octets.")
@click.option(
    "--sortie", type=click.Path(file_okay=False, path_type=Path), required=True, help="Dossier d'arrivée."
)
@click.option("--departement", default="", help="Code du département (défaut : celui du modèle).")
@click.option("--communes", type=click.Path(path_type=Path), help="Référentiel des communes à lire.")
@click.option("--dialecte", type=click.Choice(["vrsb", "vrsd"]), default="vrsb", show_default=True)
@click.option("--format", "forme", type=click.Choice(["xml", "gz"]), default="xml", show_default=True)
@click.option(
    "--encodage", type=click.Choice(ENCODAGES), default=ENCODAGES[0], show_default=True, help="Des fichiers."
)
@click.option("--changements", type=click.FloatRange(0, 0.4), help="Part de foyers qui changent chaque mois.")
@click.option("--quotidiens", is_flag=True, help="Ajoute les fichiers infra-mensuels.")
@click.option("--verite", is_flag=True, help="Ajoute verite.csv : qui est où, mois par mois.")
@click.option("--fautes", is_flag=True, help="Ajoute un dossier de fichiers fautifs et leur manifeste.")
def simuler(
    foyers: int, mois: date, nombre_mois: int, graine: int, sortie: Path, departement: str,
    communes: Path | None, dialecte: str, forme: str, encodage: str, changements: float | None,
    quotidiens: bool, verite: bool, fautes: bool,
) -> None:  # fmt: skip
    """Écrit les fichiers bénéficiaires d'un département inventé, cohérents d'un mois sur l'autre.

    Aucune personne réelle : noms tirés de listes, NIR à clé juste mais de communes qui n'existent pas.
    """
    from jalon.sources.flux_cnaf.simulation import reglages as r

    code = departement or r.modele()["departement"]
    try:
        voulu = r.Reglages(
            foyers, mois, r.lire_communes(code, communes or r.COMMUNES), code,
            nombre_mois=nombre_mois, graine=graine,
            changements=r.CHANGEMENTS if changements is None else changements,
            dialecte=dialecte, quotidiens=quotidiens, format=forme, encodage=encodage,
        )  # fmt: skip
        depart = perf_counter()
        bilan = _ecrire(voulu, sortie, verite=verite)
        _dire(bilan, perf_counter() - depart)
        if fautes:
            _ecrire_fautes(voulu, sortie / "fautes")
    except r.ReglageImpossible as erreur:
        raise click.ClickException(str(erreur)) from erreur
    except OSError as erreur:
        raise click.ClickException(f"Le dossier {sortie} ne s'écrit pas : {erreur.strerror}.") from erreur


def _ecrire(reglages: Reglages, sortie: Path, *, verite: bool) -> Bilan:
    from jalon.sources.flux_cnaf.simulation.fichiers import produire
    from jalon.sources.flux_cnaf.simulation.verite import CarnetVerite

    sortie.mkdir(parents=True, exist_ok=True)
    with ExitStack() as pile:
        temoins = [pile.enter_context(CarnetVerite(reglages, sortie / "verite.csv"))] if verite else []
        return produire(reglages, sortie, *temoins)


def _dire(bilan: Bilan, secondes: float) -> None:
    for fichier in bilan.mensuels:
        click.echo(f"{fichier.chemin.name} : {fichier.foyers} foyers, {fichier.octets} octets")
    if quotidiens := len(bilan.fichiers) - len(bilan.mensuels):
        click.echo(f"{quotidiens} fichiers infra-mensuels")
    click.echo(f"{sum(fichier.octets for fichier in bilan.fichiers)} octets en {secondes:.1f} s")


def _ecrire_fautes(reglages: Reglages, sortie: Path) -> None:
    from jalon.sources.flux_cnaf.simulation.fautes import ecrire_fautes

    for faute in ecrire_fautes(reglages, sortie):
        click.echo(f"{faute.fichier} : {faute.attendu}")

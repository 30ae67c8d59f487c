"""`jalon indicateur` : calculer un indicateur, par coupe, avec ses membres et ceux qui n'en sont pas."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from jalon.cli._options import option_compte

if TYPE_CHECKING:
    from jalon.mesure.chiffres.ailleurs import Ailleurs
    from jalon.mesure.chiffres.calcul import Demande, Membre, Resultat
    from jalon.socle.acces.models import Compte

MOTEURS = ("postgres", "duckdb", "spark")
JOUR = click.DateTime(formats=["%Y-%m-%d"])


class AvecCoupes(click.Command):
    """`--par` accepte plusieurs coupes, répétées ou à la suite (`--par sexe age`)."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        deplies: list[str] = []
        for rang, argument in enumerate(args):
            suit = rang > 1 and deplies[-2:-1] == ["--par"] and not argument.startswith("-")
            deplies += ["--par", argument] if suit else [argument]
        return super().parse_args(ctx, deplies)


@click.command(cls=AvecCoupes)
@click.argument("code", required=False)
@click.option("--du", type=JOUR, help="Premier jour de la période (AAAA-MM-JJ).")
@click.option("--au", type=JOUR, help="Dernier jour de la période, compris (AAAA-MM-JJ).")
@click.option("--par", "coupes", multiple=True, help="Coupe : territoire, structure, sexe, age, voie…")
@click.option("--seulement", multiple=True, help="Une part : AXE=VALEUR, par exemple sexe=femme (répétable).")
@click.option("--moteur", type=click.Choice(MOTEURS), default="duckdb", show_default=True)
@click.option(
    "--membres", "avec_membres", is_flag=True, help="Chaque séjour observé, compté ou non, et pourquoi."
)
@click.option("--arrete-au", type=JOUR, help="Dernier jour dont les faits comptent (défaut : aujourd'hui).")
@click.option("--liste", is_flag=True, help="La liste des indicateurs calculés.")
@click.option("--format", "forme", type=click.Choice(["texte", "json"]), default="texte", show_default=True)
@option_compte
def commande(code: str | None, liste: bool, **options: Any) -> None:
    """Calcule l'indicateur CODE d'après les faits enregistrés.

    Un membre sort sous son pseudonyme, jamais par son nom.
    """
    from jalon.cli.outils import avec_base

    if liste:
        avec_base(_lister)(options["forme"])
        return
    if not code or not options["du"] or not options["au"]:
        raise click.UsageError("Donnez le code de l'indicateur, --du et --au (ou --liste).")
    avec_base(_calculer)(code, **options)


def _lister(forme: str, *, acteur: Compte) -> None:
    from jalon.mesure.chiffres.ailleurs import toutes_les_fiches

    fiches = [
        {
            "code": d.code,
            "version": d.version,
            "titre": d.titre,
            "definition": d.definition,
            "source": d.source,
            "horloge": d.horloge,
            "maturite": d.maturite,
            "unite": d.unite.value,
            "unite_compte": d.unite_compte.value,
            "nature": d.nature.value,
            "additivite": d.additivite.value,
            "sens": d.sens.value,
        }
        for d in toutes_les_fiches()
    ]
    if forme == "json":
        click.echo(json.dumps(fiches, ensure_ascii=False, indent=1))
        return
    for fiche in fiches:
        click.echo(f"{fiche['code']:<32} {fiche['titre']}")


def _calculer(
    code: str,
    *,
    du: datetime,
    au: datetime,
    coupes: tuple[str, ...],
    seulement: tuple[str, ...],
    moteur: str,
    avec_membres: bool,
    arrete_au: datetime | None,
    forme: str,
    acteur: Compte,
) -> None:
    from jalon.mesure.chiffres.ailleurs import ailleurs
    from jalon.mesure.chiffres.calcul import calculer, demander, membres
    from jalon.mesure.entrepot.spark import SparkAbsent
    from jalon.mesure.indicateurs.catalogue import IndicateurInconnu, declaration
    from jalon.mesure.indicateurs.moteurs import NomMoteur, ouvrir

    par = [axe for coupe in coupes for axe in coupe.split(",")]
    part = _part(seulement, par)
    if (declare := ailleurs(code)) is not None:
        if part:
            raise click.ClickException("Cet indicateur ne compte pas des séjours : il n'a pas de part.")
        _evaluer(declare, du.date(), au.date(), par, forme)
        return
    try:
        demande = demander(
            declaration(code),
            du.date(),
            au.date(),
            par=par,
            arrete_au=arrete_au.date() if arrete_au else None,
        )
    except (IndicateurInconnu, ValueError) as erreur:
        raise click.ClickException(str(erreur)) from erreur
    try:
        with ouvrir(NomMoteur(moteur)) as choisi:
            observes = membres(demande, choisi, coupe=part) if avec_membres or part else None
            resultats = [_recompter(demande, part, observes)] if part else calculer(demande, choisi)
    except SparkAbsent as erreur:
        raise click.ClickException(str(erreur)) from erreur
    vus = observes if avec_membres else None
    if forme == "json":
        click.echo(json.dumps(_document(demande, resultats, vus), ensure_ascii=False, indent=1))
        return
    _ecrire(demande, resultats, vus or [])


def _part(seulement: Sequence[str], par: Sequence[str]) -> dict[str, str | None]:
    """La part demandée. Refuse un axe ou une valeur inconnue : zéro serait faux."""
    from jalon.mesure.chiffres.coupes import refus_de_coupe

    part: dict[str, str | None] = {}
    for texte in seulement:
        axe, egal, valeur = texte.partition("=")
        if not egal:
            raise click.ClickException(
                f"« --seulement {texte} » : écrivez AXE=VALEUR, par exemple sexe=femme."
            )
        part[axe.strip()] = valeur.strip() or None
    if part and par:
        raise click.ClickException("--par coupe tout, --seulement ne garde qu'une part : choisissez l'un.")
    if refus := refus_de_coupe(part):
        raise click.ClickException(refus)
    return part


def _recompter(demande: Demande, part: dict[str, str | None], observes: Sequence[Membre] | None) -> Resultat:
    from dataclasses import replace

    from jalon.mesure.chiffres.recompte import recompter

    return replace(recompter(demande.declaration, observes or []), coupe=part)


def _evaluer(declare: Ailleurs, du: date, au: date, par: list[str], forme: str) -> None:
    """Un indicateur qui ne compte pas des séjours : la pièce qui le déclare l'évalue."""
    from jalon.mesure.chiffres.calcul import Demande

    try:
        resultats = declare.calculer(du, au, par)
    except ValueError as erreur:
        raise click.ClickException(str(erreur)) from erreur
    demande = Demande(declare.fiche, du, au, au, tuple(par), ())
    if forme == "json":
        click.echo(json.dumps(_document(demande, resultats, None), ensure_ascii=False, indent=1))
        return
    _ecrire(demande, resultats, [])


def _document(
    demande: Demande, resultats: Sequence[Resultat], observes: Sequence[Membre] | None
) -> dict[str, Any]:
    """Le contrat de la commande ; les membres et les non-membres s'y ajoutent quand on les demande."""
    document: dict[str, Any] = {
        "code": demande.declaration.code,
        "version": demande.declaration.version,
        "du": demande.du.isoformat(),
        "au": demande.au.isoformat(),
        "resultats": [_case(demande, resultat) for resultat in resultats],
    }
    if observes is not None:
        comptes = [m for m in observes if m.situation == "compte"]
        autres = [m for m in observes if m.situation != "compte"]
        document["membres"] = [_membre(m) for m in comptes]
        document["non_membres"] = [_membre(m) for m in autres]
    return document


def _case(demande: Demande, resultat: Resultat) -> dict[str, Any]:
    case = {
        "coupe": resultat.coupe,
        "valeur": _nombre(resultat.valeur),
        "numerateur": resultat.numerateur,
        "denominateur": resultat.denominateur,
        "statut": resultat.statut.value,
        "pas_encore": resultat.pas_encore,
    }
    if demande.declaration.genre == "delai":
        case["mediane"] = _nombre(resultat.mediane)
    return case


def _membre(membre: Membre) -> dict[str, Any]:
    from jalon.mesure.indicateurs.declaration import expliquer

    return {
        "personne": str(membre.personne),
        "episode": str(membre.episode),
        "situation": membre.situation.value,
        "raison": membre.raison,
        "explication": expliquer(membre.raison),
        "jours": membre.jours,
    }


def _nombre(valeur: Decimal | None) -> int | float | None:
    if valeur is None:
        return None
    return int(valeur) if valeur == valeur.to_integral_value() else float(valeur)


def _ecrire(demande: Demande, resultats: Sequence[Resultat], observes: Sequence[Membre]) -> None:
    click.echo(f"{demande.declaration.titre}, du {_jour(demande.du)} au {_jour(demande.au)}")
    click.echo(f"Faits arrêtés au {_jour(demande.arrete_au)}.")
    for r in resultats:
        coupe = (
            ", ".join(f"{axe} {valeur or 'non renseigné'}" for axe, valeur in r.coupe.items()) or "ensemble"
        )
        valeur = "–" if r.valeur is None else str(_nombre(r.valeur)).replace(".", ",")
        part = "" if r.denominateur is None else f" ({r.numerateur} / {r.denominateur})"
        attente = f", {r.pas_encore} pas encore" if r.pas_encore else ""
        click.echo(f"  {coupe} : {valeur}{part}, {r.statut.label}{attente}")
    for m in observes:
        click.echo(f"  {m.personne}  {m.situation.value:<10} {_membre(m)['explication']}")


def _jour(jour: date) -> str:
    return f"{jour:%d/%m/%Y}"

"""`jalon reprendre` : lire un rapport existant dans un programme."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jalon.cli._options import option_compte
from jalon.cli.controler import illisible

if TYPE_CHECKING:
    from jalon.pilotage.controles.releve import NonLu
    from jalon.socle.acces.models import Compte
    from jalon.sources.documents.formes import Difference, Proposition, ResumeLecture

COMPTES = (
    ("tableaux", "tableau", "tableaux"),
    ("fiches", "fiche", "fiches"),
    ("actions", "action", "actions"),
    ("montants", "montant", "montants"),
    ("chiffres", "chiffre d'indicateur", "chiffres d'indicateurs"),
    ("sections", "section rédigée", "sections rédigées"),
    ("non_lus", "passage non compris", "passages non compris"),
)
SORTS = (
    ("creation", "à créer"),
    ("modification", "à modifier"),
    ("inchange", "inchangés"),
    ("garde", "corrigés à la main, gardés"),
    ("conflit", "en conflit"),
    ("disparu", "absents du document"),
)


@click.command()
@click.argument("fichiers", nargs=-1, required=True, metavar="FICHIER…", type=click.Path(path_type=Path))
@click.option("--programme", "code", default="", help="Code du programme visé (créé s'il n'existe pas).")
@click.option("--essai", is_flag=True, help="Montre ce qui serait repris, sans rien écrire.")
@option_compte
def commande(fichiers: tuple[Path, ...], code: str, essai: bool) -> None:
    """Reprend des rapports existants. Rien n'est corrigé ; relire le même fichier ne change rien."""
    contenus = [(fichier, _octets(fichier)) for fichier in fichiers]
    from jalon.cli.outils import avec_base

    avec_base(_reprendre)(contenus, code, essai)


def _octets(fichier: Path) -> bytes:
    """Le contenu d'un fichier qui se lit ; un fichier illisible arrête tout avant que la base ne démarre."""
    from jalon.sources.documents.erreurs import DocumentIllisible
    from jalon.sources.documents.lecture import lire_document

    try:
        lire_document(fichier, fichier.name)
        return fichier.read_bytes()
    except (DocumentIllisible, OSError) as erreur:
        raise illisible(erreur) from erreur


def _reprendre(contenus: list[tuple[Path, bytes]], code: str, essai: bool, *, acteur: Compte) -> None:
    from django.core.exceptions import PermissionDenied, ValidationError
    from django.db import transaction

    from jalon.sources.documents.reprise import RepriseImpossible

    for fichier, contenu in contenus:
        try:
            with transaction.atomic():
                _reprendre_un(fichier.name, contenu, code, essai, acteur)
                transaction.set_rollback(essai)
        except (RepriseImpossible, PermissionDenied) as erreur:
            raise click.ClickException(f"{fichier.name} : {erreur}") from erreur
        except ValidationError as erreur:
            raise click.ClickException(f"{fichier.name} : {' '.join(erreur.messages)}") from erreur


def _reprendre_un(nom: str, contenu: bytes, code: str, essai: bool, acteur: Compte) -> None:
    from jalon.sources.documents.enums import EtatLecture
    from jalon.sources.documents.reprise import RepriseImpossible
    from jalon.sources.documents.selectors import differences, non_lus, resume_lecture
    from jalon.sources.documents.services import deposer_document, ecrire_lecture, lire

    lecture = deposer_document(nom=nom, contenu=contenu, code_programme=code, acteur=acteur)
    if lecture.etat == EtatLecture.DEPOSEE:
        lire(lecture=lecture, acteur=acteur)
    if lecture.etat == EtatLecture.ILLISIBLE:
        raise RepriseImpossible(lecture.erreur)
    click.echo(dire_resume(resume_lecture(lecture)))
    click.echo(dire_non_lus(non_lus(lecture)), nl=False)
    proposition = differences(lecture)
    click.echo(dire_proposition(proposition))
    if essai:
        click.echo("Essai : rien n'a été écrit.")
    elif proposition.vide:
        click.echo("Rien à écrire : la base dit déjà tout cela.")
    else:
        ecrire_lecture(lecture=lecture, acteur=acteur)
        click.echo(f"Repris dans {proposition.code_programme}, exercice {proposition.exercice}.")


def dire_resume(resume: ResumeLecture) -> str:
    """Ce qui a été lu, en quelques lignes."""
    genre = resume.modele_libelle or resume.modele or "genre de programme non reconnu"
    lignes = [f"{resume.document} — {genre}, exercice {resume.exercice or 'non dit'}"]
    if resume.titre:
        lignes.append(f"  {resume.titre}")
    comptes = ((resume.comptes[cle], un, plusieurs) for cle, un, plusieurs in COMPTES)
    lignes.append("  Lu : " + ", ".join(f"{n} {un if n == 1 else plusieurs}" for n, un, plusieurs in comptes))
    for tableau in resume.tableaux:
        if tableau.genre in ("credits", "avancement", "annexe"):
            contenu = f"{tableau.lignes} lignes" + (
                f", {tableau.chiffres} chiffres" if tableau.chiffres else ""
            )
            lignes.append(f"  Tableau « {tableau.titre} » : {contenu}")
    return "\n".join(lignes)


def dire_non_lus(non_lus: list[NonLu]) -> str:
    """Tout ce qui n'a pas été compris, une ligne chacun ; vide s'il n'y a rien."""
    if not non_lus:
        return ""
    lignes = [f"  Non compris ({len(non_lus)}) :"]
    lignes += [f"    - « {_court(n.texte)} » : {n.motif} ({n.lieu})" for n in non_lus]
    return "\n".join(lignes) + "\n"


def dire_proposition(proposition: Proposition) -> str:
    """Ce que la reprise fait de chaque nature de fait, puis les conflits un par un."""
    lignes = [f"  Programme {proposition.code_programme}, exercice {proposition.exercice} :"]
    for nature, comptes in proposition.par_nature.items():
        morceaux = [f"{comptes[sort]} {libelle}" for sort, libelle in SORTS if comptes[sort]]
        lignes.append(f"    {proposition.libelles[nature]} : {', '.join(morceaux)}")
    for titre, differences in (
        ("Modifié par ce document", proposition.modifications),
        ("Corrigé à la main : la valeur de Jalon reste", proposition.conflits),
        ("Absent de ce document, laissé dans Jalon", proposition.disparus),
    ):
        if differences:
            lignes += [f"  {titre} :", *(_dire_difference(d) for d in differences)]
    lignes += [
        f"  À rapprocher ? « {lu} » ressemble à « {connu} »." for lu, connu in proposition.a_rapprocher
    ]
    lignes += [f"  Attention : {avertissement}" for avertissement in proposition.avertissements]
    return "\n".join(lignes)


def _dire_difference(difference: Difference) -> str:
    champs = " ; ".join(f"{c.libelle} : Jalon {c.jalon}, document {c.document}" for c in difference.champs)
    return f"    - {_court(difference.objet)}{f' — {champs}' if champs else ''}"


def _court(texte: str, largeur: int = 160) -> str:
    plat = " ".join(texte.split())
    return plat if len(plat) <= largeur else f"{plat[:largeur]}…"

"""Ce qu'un rapport dit de ses chiffres calculés : leur part, et de quoi les vérifier."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from jalon.editions.ecriture import adresse
from jalon.mesure.chiffres.calculs import constat_de
from jalon.mesure.chiffres.enums import Statut
from jalon.mesure.chiffres.models import Calcul
from jalon.mesure.chiffres.services import decimales_de
from jalon.pilotage.bilans.fiche import FicheComplete, TableauAffiche
from jalon.pilotage.calculs.remplissage import Remplissage, phrase_de, remplissage
from jalon.pilotage.calculs.selectors import calculs_de, titre_de
from jalon.pilotage.programmes.models import Exercice
from jalon.socle.montants import ecrire_nombre
from jalon.socle.rendu.blocs import Bloc, Case, Colonne, Rangee, SelonSupport, Tableau, Titre, case_texte
from jalon.socle.rendu.markdown import Brin

TITRE = "Chiffres calculés d'après les faits"
NOTE = (
    "Chaque chiffre se recompte d'après les séjours gardés avec lui ; son empreinte change si l'un d'eux, la "
    "définition ou l'arrêté change."
)


@dataclass(frozen=True, slots=True)
class ChiffresCalcules:
    """La part remplie sans saisie, et les calculs de l'exercice."""

    part: Remplissage = field(default_factory=Remplissage)
    calculs: tuple[Calcul, ...] = ()


def chiffres_calcules(
    exercice: Exercice, annexes: Iterable[TableauAffiche], fiches: Iterable[FicheComplete]
) -> ChiffresCalcules:
    """Lit les calculs de l'exercice ; compte les cases des tableaux déjà chargés."""
    tableaux = [*annexes, *(tableau for fiche in fiches for tableau in fiche.tableaux)]
    return ChiffresCalcules(remplissage(tableaux, exercice), tuple(calculs_de(exercice)))


def phrase_de_la_part(dits: ChiffresCalcules) -> Iterator[list[Brin]]:
    """La part des cases remplies sans saisie ; rien si aucune case de l'exercice n'est remplie."""
    if dits.part.part is not None:
        yield [Brin(phrase_de(dits.part))]


def annexe_des_calculs(dits: ChiffresCalcules, *, niveau: int = 1) -> list[Bloc]:
    """La table des calculs : définition et version, période, valeur, arrêté, empreinte. Vide sans calcul.

    Une ligne par calcul, même si l'annexe et une fiche l'impriment toutes deux. Elle n'est que sur la page :
    un fichier à modifier ne porte pas d'empreinte.
    """
    ecrits = {(c.empreinte, c.mesure): c for c in dits.calculs if c.chiffre is not None}
    if not ecrits:
        return []
    tableau = Tableau(
        TITRE,
        [
            Colonne("Indicateur", part=3),
            Colonne("Période", part=1.6),
            Colonne("Valeur", nombre=True, part=1),
            Colonne("Faits arrêtés au", part=1.2),
            Colonne("Empreinte", part=1.8),
        ],
        note=NOTE,
    )
    tableau.rangees += [_rangee(calcul) for calcul in ecrits.values()]
    return [SelonSupport([Titre(niveau, TITRE), tableau], [])]


def _rangee(calcul: Calcul) -> Rangee:
    constat = constat_de(calcul)
    lien = adresse(f"chiffre:{calcul.chiffre_id}")
    decimales = decimales_de(constat.valeur)
    ecrite = (
        Statut(constat.statut).label if constat.valeur is None else ecrire_nombre(constat.valeur, decimales)
    )
    return Rangee(
        (
            case_texte(f"{titre_de(calcul.code)} ({calcul.code}, v{calcul.version})"),
            case_texte(f"{calcul.debut:%d/%m/%Y} – {calcul.fin:%d/%m/%Y}"),
            Case((Brin(ecrite, lien=lien),), constat.valeur, "nombre", decimales),
            case_texte(f"{calcul.arrete_au:%d/%m/%Y}{', gelé' if calcul.gele_le else ''}"),
            case_texte(" ".join(calcul.empreinte[i : i + 8] for i in range(0, 24, 8))),
        )
    )

"""Les tendances d'une annexe : une petite courbe par indicateur suivi assez longtemps."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jalon.pilotage.bilans.fiche import LigneAffichee, TableauAffiche
from jalon.socle.montants import ecrire_nombre
from jalon.socle.periodes import Genre
from jalon.socle.rendu.blocs import Bloc, Figure, Titre
from jalon.socle.rendu.graphiques import tendance

ANNUELLES = (Genre.ANNEE, Genre.SITUATION, Genre.ANNEE_SCOLAIRE)
POINTS_MIN, COURBES_MAX, LARGEUR = 4, 6, 0.55


def tendances(annexe: TableauAffiche) -> Iterator[Bloc]:
    """Les indicateurs qui ont au moins quatre années, dans l'ordre de l'annexe, six au plus."""
    suivis = [
        (ligne, points)
        for ligne in annexe.lignes
        if len(points := points_annuels(ligne, annexe)) >= POINTS_MIN
    ]
    if not suivis:
        return
    yield Titre(2, "Tendances")
    for ligne, points in suivis[:COURBES_MAX]:
        (premier, de), (dernier, a) = points[0], points[-1]
        phrase = f"{ligne.libelle} : {_nombre(de)} en {premier}, {_nombre(a)} en {dernier}."
        yield Figure(tendance(points), phrase, phrase, LARGEUR)


def points_annuels(ligne: LigneAffichee, tableau: TableauAffiche) -> list[tuple[str, Decimal]]:
    """Année et valeur de chaque case annuelle d'un seul chiffre ; ni prévision, ni semestre."""
    points: dict[str, Decimal] = {}
    for colonne, case in zip(tableau.colonnes, ligne.cases, strict=True):
        valeur = case[0].valeur if len(case) == 1 else None
        if valeur is not None and not colonne.prevision and colonne.genre in ANNUELLES:
            points[colonne.fin[:4]] = valeur
    return sorted(points.items())


def _nombre(valeur: Decimal) -> str:
    return ecrire_nombre(valeur.normalize(), max(0, -int(valeur.normalize().as_tuple().exponent)))

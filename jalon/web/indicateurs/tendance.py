"""La petite courbe d'un indicateur : points d'un dessin de 100 × 24, et la phrase qui la dit.

Une courbe ne relie que des périodes de même genre : un semestre entre deux années ferait un faux creux.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from jalon.mesure.chiffres.enums import Statut
from jalon.pilotage.bilans.fiche import ChiffreAffiche, LigneAffichee, TableauAffiche
from jalon.socle.montants import ecrire_nombre

LARGEUR, HAUTEUR, MARGE = 100, 24, 3
MANQUANTS = {Statut.NON_RENSEIGNE, Statut.EN_ATTENTE}


@dataclass(frozen=True, slots=True)
class LigneTendance:
    """Une ligne d'indicateur et sa courbe ; `points` vide s'il y a moins de deux valeurs."""

    ligne: LigneAffichee
    points: str = ""
    phrase: str = ""
    resume: str = ""

    @property
    def vide(self) -> bool:
        """Vrai si aucune période n'a de chiffre."""
        return not any(self.ligne.cases)

    @property
    def incomplete(self) -> bool:
        """Vrai si une période n'a aucun chiffre, ou un chiffre attendu."""
        return any(not case or any(c.statut in MANQUANTS for c in case) for case in self.ligne.cases)


def lignes_de(tableau: TableauAffiche) -> list[LigneTendance]:
    """Les lignes d'un tableau, chacune avec sa courbe (prévisions écartées)."""
    return [_ligne(tableau, ligne) for ligne in tableau.lignes]


def _ligne(tableau: TableauAffiche, ligne: LigneAffichee) -> LigneTendance:
    suite = [
        (colonne.genre, rang, colonne.libelle, principal.valeur, principal.decimales)
        for rang, (colonne, case) in enumerate(zip(tableau.colonnes, ligne.cases, strict=False))
        if not colonne.prevision
        and (principal := _principal(case)) is not None
        and principal.valeur is not None
    ]
    genres = Counter(genre for genre, *_ in suite)
    suite = [point for genre, *point in suite if genres[genre] == max(genres.values())]
    if len(suite) < 2:
        return LigneTendance(ligne)
    points = _points([(rang, valeur) for rang, _, valeur, _ in suite])
    debut, fin = suite[0], suite[-1]
    phrase = (
        f"De {ecrire_nombre(debut[2], debut[3])} ({debut[1]}) à {ecrire_nombre(fin[2], fin[3])} ({fin[1]})"
    )
    resume = f"{ecrire_nombre(debut[2], debut[3])} → {ecrire_nombre(fin[2], fin[3])}"
    return LigneTendance(ligne, points, phrase, resume)


def _principal(case: list[ChiffreAffiche]) -> ChiffreAffiche | None:
    return next((c for c in case if not c.qualite), case[0] if case else None)


def _points(valeurs: list[tuple[int, Decimal]]) -> str:
    rangs, nombres = [rang for rang, _ in valeurs], [valeur for _, valeur in valeurs]
    etendue = (max(nombres) - min(nombres)) or Decimal(1)
    pas = Decimal(LARGEUR - 2 * MARGE) / ((rangs[-1] - rangs[0]) or 1)
    hauteur = HAUTEUR - 2 * MARGE
    abscisses = [MARGE + (rang - rangs[0]) * pas for rang in rangs]
    ordonnees = [HAUTEUR - MARGE - (nombre - min(nombres)) / etendue * hauteur for nombre in nombres]
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(abscisses, ordonnees, strict=True))

"""Les périodes d'un exercice où une ligne se calcule, et comment un tableau les nomme."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from jalon.mesure.chiffres.enums import PasCalcul
from jalon.pilotage.programmes.models import Exercice
from jalon.socle.periodes import Genre, Periode

UN_JOUR = timedelta(days=1)
MOIS_PAR_PAS = {PasCalcul.SEMESTRE: 6, PasCalcul.TRIMESTRE: 3, PasCalcul.MOIS: 1}
GENRES = {
    PasCalcul.SEMESTRE: Genre.SEMESTRE,
    PasCalcul.TRIMESTRE: Genre.TRIMESTRE,
    PasCalcul.MOIS: Genre.MOIS,
}
NOMS_MOIS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def periodes_de(exercice: Exercice, pas: str) -> list[tuple[Periode, str]]:
    """Chaque période entière de l'exercice, avec son libellé ; le pas « tout » n'en donne qu'une."""
    debut, fin = exercice.debut_indicateurs, exercice.fin_indicateurs
    if pas == PasCalcul.TOUT:
        return [_toute(debut, fin)]
    choisi = PasCalcul(pas)
    return [
        (Periode(premier, dernier, GENRES[choisi]), _libelle(choisi, premier))
        for premier, dernier in _tranches(debut, fin, MOIS_PAR_PAS[choisi])
    ]


def _toute(debut: date, fin: date) -> tuple[Periode, str]:
    if (debut.month, debut.day, fin.month, fin.day) == (1, 1, 12, 31) and debut.year == fin.year:
        return Periode(debut, fin, Genre.ANNEE), str(debut.year)
    return Periode(debut, fin, Genre.INTERVALLE), f"du {debut:%d/%m/%Y} au {fin:%d/%m/%Y}"


def _tranches(debut: date, fin: date, mois: int) -> Iterator[tuple[date, date]]:
    """Les tranches de `mois` mois, calées sur l'année civile, qui tiennent entre les deux dates."""
    premier = date(debut.year, 1, 1)
    while premier <= fin:
        suivant = _plus_mois(premier, mois)
        if debut <= premier and suivant - UN_JOUR <= fin:
            yield premier, suivant - UN_JOUR
        premier = suivant


def _plus_mois(premier: date, mois: int) -> date:
    rang = premier.month - 1 + mois
    return date(premier.year + rang // 12, rang % 12 + 1, 1)


def _libelle(pas: PasCalcul, premier: date) -> str:
    if pas is PasCalcul.MOIS:
        return f"{NOMS_MOIS[premier.month - 1]} {premier.year}"
    rang = (premier.month - 1) // MOIS_PAR_PAS[pas] + 1
    nom = "semestre" if pas is PasCalcul.SEMESTRE else "trimestre"
    return f"{rang}{'er' if rang == 1 else 'e'} {nom} {premier.year}"

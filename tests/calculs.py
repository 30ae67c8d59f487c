"""De quoi calculer les chiffres d'un programme d'essai sur le département compté à la main."""

from __future__ import annotations

from datetime import date
from typing import Any

from jalon.mesure.chiffres.calculs import calculer_chiffre, regler_calcul
from jalon.mesure.chiffres.models import Calcul, Serie
from jalon.mesure.entrepot.copie import Entrepot
from jalon.mesure.evenements.lecture import lecture
from jalon.mesure.indicateurs.catalogue import declaration
from jalon.mesure.indicateurs.moteurs import MoteurDuckdb
from jalon.socle.acces.models import Compte
from jalon.socle.periodes import Genre, Periode
from tests.fabriques import IndicateurFabrique, ProgrammeFabrique, SerieFabrique

ARRETE = date(2025, 7, 10)
SEMESTRE = Periode(date(2025, 1, 1), date(2025, 6, 30), Genre.SEMESTRE)


def moteur_a_jour(entrepot: Entrepot) -> MoteurDuckdb:
    """La copie, avec ce que la transaction de l'essai vient d'écrire."""
    with lecture() as curseur:
        connexion = entrepot.a_jour(curseur)
    return MoteurDuckdb(connexion.cursor(), entrepot.version)


def serie_de(code: str, programme: Any = None) -> Serie:
    """Une série d'un programme, de l'unité de cet indicateur."""
    programme = programme or ProgrammeFabrique()
    indicateur = IndicateurFabrique(unite=declaration(code).unite.value)
    return SerieFabrique(indicateur=indicateur, cloison=programme.pk)


def calcul_de(
    code: str,
    entrepot: Entrepot,
    acteur: Compte,
    *,
    serie: Serie | None = None,
    periode: Periode = SEMESTRE,
    arrete_au: date = ARRETE,
    **reglage: Any,
) -> Calcul:
    """Règle une série et la calcule."""
    serie = serie or serie_de(code)
    regler_calcul(serie=serie, code=code, acteur=acteur, **reglage)
    return calculer_chiffre(
        serie=serie,
        periode=periode,
        libelle_periode="1er semestre 2025",
        arrete_au=arrete_au,
        moteur=moteur_a_jour(entrepot),
        acteur=acteur,
    )

"""Les indicateurs d'argent, déclarés à la mesure : taux de consommation, taux de report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from jalon.mesure.chiffres.ailleurs import Ailleurs, enregistrer_ailleurs, sans_sejour
from jalon.mesure.chiffres.calcul import CENTIEME, Coupe, Resultat
from jalon.mesure.chiffres.enums import Statut
from jalon.mesure.indicateurs.declaration import Declaration, Genre
from jalon.mesure.indicateurs.enums import Additivite, NatureIndicateur, Sens, Unite, UniteCompte
from jalon.pilotage.finances.enums import SuiteSolde
from jalon.pilotage.finances.selectors import tableau_credits
from jalon.pilotage.finances.tableau import LigneTableau
from jalon.pilotage.programmes.models import Exercice

COUPES = ("programme", "exercice")
Fraction = tuple[Decimal | None, Decimal | None, bool]
"""Numérateur, dénominateur, et s'il manque un montant à l'un des deux."""


def consommation(total: LigneTableau) -> Fraction:
    """Exécuté sur recettes (report entrant et participation de l'année)."""
    partiel = total.execute.partiel or total.recettes.partiel
    return total.execute.montant, total.recettes.montant, partiel


def report(total: LigneTableau) -> Fraction:
    """Ce qu'une décision reporte, sur les recettes : un solde sans décision n'est pas un report."""
    reporte = sum((s.montant for s in total.suites if s.suite == SuiteSolde.REPORT), Decimal(0))
    return reporte, total.recettes.montant, total.recettes.partiel or bool(total.a_decider)


def _evaluer(fraction: Callable[[LigneTableau], Fraction]) -> Callable[..., list[Resultat]]:
    def evaluer(du: date, au: date, par: Sequence[str]) -> list[Resultat]:
        groupes: dict[tuple[str, ...], list[Fraction]] = defaultdict(list)
        if not par:
            groupes[()] = []
        for exercice in _exercices(du, au):
            total = tableau_credits(exercice.programme, exercice).total or LigneTableau("total", "Total")
            valeurs = {"programme": exercice.programme.code, "exercice": exercice.code}
            groupes[tuple(valeurs[axe] for axe in par)].append(fraction(total))
        return [
            _resultat(dict(zip(par, cle, strict=True)), fractions)
            for cle, fractions in sorted(groupes.items())
        ]

    return evaluer


def _exercices(du: date, au: date) -> list[Exercice]:
    """Les exercices entiers de la période, dans les programmes que le compte voit."""
    return list(
        Exercice.objects.filter(debut_credits__gte=du, fin_credits__lte=au)
        .select_related("programme__modele")
        .order_by("programme__code", "debut_credits")
    )


def _resultat(coupe: Coupe, fractions: Sequence[Fraction]) -> Resultat:
    """Les centimes s'additionnent avant de diviser ; sans recettes connues, le taux n'existe pas."""
    connus = [(n or Decimal(0), d, p or n is None) for n, d, p in fractions if d is not None]
    numerateur = sum((n for n, _, _ in connus), Decimal(0))
    denominateur = sum((d for _, d, _ in connus), Decimal(0))
    partiel = len(connus) < len(fractions) or any(p for _, _, p in connus)
    if denominateur == 0:
        return Resultat(coupe, None, _centimes(numerateur), 0, Statut.NON_CALCULABLE, 0, 0)
    valeur = (numerateur * 100 / denominateur).quantize(CENTIEME, ROUND_HALF_UP)
    statut = Statut.PROVISOIRE if partiel else Statut.COMPTE
    return Resultat(coupe, valeur, _centimes(numerateur), _centimes(denominateur), statut, 0, 0)


def _centimes(montant: Decimal) -> int:
    return int(montant * 100)


def _fiche(code: str, titre: str, definition: str, sens: Sens) -> Declaration:
    return Declaration(
        code=f"finances.{code}",
        version=1,
        titre=titre,
        definition=(
            f"{definition} Exercices entiers de la période ; numérateur et dénominateur en centimes. "
            "Provisoire tant qu'un montant n'est pas renseigné."
        ),
        source="Conventions d'appui, tableau de consommation des crédits",
        horloge="aucune",
        maturite="L'argent tel qu'il est saisi aujourd'hui, ou gelé à la clôture de l'exercice.",
        genre=Genre.PART,
        unite=Unite.POURCENT,
        unite_compte=UniteCompte.EURO,
        nature=NatureIndicateur.FLUX,
        additivite=Additivite.RATIO,
        sens=sens,
        classer=sans_sejour,
    )


INDICATEURS = (
    Ailleurs(
        _fiche(
            "taux_consommation",
            "Taux de consommation des crédits de l'État",
            "Exécuté de l'exercice sur ses recettes (report entrant et participation de l'année).",
            Sens.HAUSSE,
        ),
        COUPES,
        _evaluer(consommation),
    ),
    Ailleurs(
        _fiche(
            "taux_report",
            "Taux de report des crédits de l'État",
            "Part des recettes de l'exercice qu'une décision reporte sur le suivant ; un solde sans décision "
            "n'est pas un report.",
            Sens.BAISSE,
        ),
        COUPES,
        _evaluer(report),
    ),
)


def enregistrer() -> None:
    """Les ajoute à la liste des indicateurs calculés ; appelé au démarrage de `pilotage.finances`."""
    enregistrer_ailleurs(*INDICATEURS)

"""Comparer sans surinterpréter : l'intervalle d'une part, et pourquoi deux chiffres vrais diffèrent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import sqrt

from jalon.mesure.indicateurs.declaration import Declaration

QUANTILE_95 = 1.959964
"""Quantile de la loi normale qui laisse 2,5 % de chaque côté."""
CENTIEME = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Intervalle:
    """Bornes, en points de pourcentage, entre lesquelles une part observée est compatible à 95 %."""

    bas: Decimal
    haut: Decimal

    def chevauche(self, autre: Intervalle) -> bool:
        """Vrai si les deux ont une valeur en commun : leur écart peut venir du hasard."""
        return self.bas <= autre.haut and autre.bas <= self.haut


def wilson(numerateur: int, denominateur: int) -> Intervalle:
    """L'intervalle de Wilson à 95 %, qui reste entre 0 et 100 même pour un petit effectif ou une part nulle.

    E. B. Wilson, « Probable inference, the law of succession, and statistical inference », Journal of the
    American Statistical Association, 1927. Lève `ValueError` si le rapport n'est pas une part.
    """
    if denominateur <= 0 or not 0 <= numerateur <= denominateur:
        raise ValueError(f"{numerateur} sur {denominateur} n'est pas une part.")
    n, z = float(denominateur), QUANTILE_95
    part = numerateur / n
    centre = (part + z * z / (2 * n)) / (1 + z * z / n)
    demi = z / (1 + z * z / n) * sqrt(part * (1 - part) / n + z * z / (4 * n * n))
    bas = Decimal(0) if numerateur == 0 else _points(centre - demi)
    haut = Decimal(100) if numerateur == denominateur else _points(centre + demi)
    return Intervalle(bas, haut)


def differences(une: Declaration, autre: Declaration) -> Sequence[tuple[str, str, str]]:
    """Ce qui distingue deux définitions : rubrique, l'une, l'autre ; le reste leur est commun."""
    rubriques = [
        ("Définition", une.definition, autre.definition),
        ("Source", une.source, autre.source),
        ("Horloge", une.horloge, autre.horloge),
        ("Maturité", une.maturite, autre.maturite),
        ("Nature", une.nature.label, autre.nature.label),
        ("Unité comptée", une.unite_compte.label, autre.unite_compte.label),
        ("Faits arrêtés", _arret(une), _arret(autre)),
    ]
    return [(nom, str(a), str(b)) for nom, a, b in rubriques if a != b]


def _arret(declaration: Declaration) -> str:
    return "à la fin de la période" if declaration.arret_a_la_fin else "au jour du calcul"


def _points(part: float) -> Decimal:
    return (Decimal(str(part)) * 100).quantize(CENTIEME, ROUND_HALF_UP)

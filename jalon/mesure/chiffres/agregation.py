"""Réunir des périodes ou des territoires : seulement quand la somme veut dire quelque chose."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError

from jalon.mesure.chiffres.calcul import CENTIEME
from jalon.mesure.chiffres.enums import AVEC_VALEUR
from jalon.mesure.chiffres.models import Chiffre
from jalon.mesure.indicateurs.enums import Additivite, Unite

REFUS_DANS_LE_TEMPS = {
    Additivite.STOCK: "une situation à une date : la dernière vaut pour la période",
    Additivite.DISTINCT: (
        "un nombre de personnes distinctes : qui vient deux mois serait compté deux fois. Calculez la "
        "période entière"
    ),
    Additivite.QUANTILE: "une médiane : elle ne se déduit pas d'autres médianes. Calculez la période entière",
}


def somme_dans_le_temps(chiffres: Sequence[Chiffre]) -> Decimal:
    """La valeur d'une période faite de ces périodes, qui se suivent sans se chevaucher.

    Un compte additif s'additionne ; un ratio se refait de ses numérateurs et dénominateurs. Lève
    `ValidationError`, avec la raison, pour un stock, des personnes distinctes ou une médiane, si une période
    manque de valeur, ou si deux se chevauchent.
    """
    if not chiffres:
        raise ValidationError("Aucune période à additionner.")
    _refuser_trous(chiffres)
    indicateur = chiffres[0].serie.indicateur
    additivite = Additivite(indicateur.additivite)
    if additivite is Additivite.RATIO:
        return _ratio(chiffres, indicateur.unite)
    if additivite in REFUS_DANS_LE_TEMPS:
        raise ValidationError(f"« {indicateur.titre} » est {REFUS_DANS_LE_TEMPS[additivite]}.")
    return sum((c.valeur for c in chiffres if c.valeur is not None), Decimal(0))


def _ratio(chiffres: Sequence[Chiffre], unite: str) -> Decimal:
    """Un taux de l'année n'est pas la moyenne de ses taux mensuels."""
    if any(c.numerateur is None or c.denominateur is None for c in chiffres):
        raise ValidationError(
            "Un ratio ne se réunit pas sans son numérateur et son dénominateur sur chaque période."
        )
    numerateur = sum((c.numerateur for c in chiffres if c.numerateur is not None), Decimal(0))
    denominateur = sum((c.denominateur for c in chiffres if c.denominateur is not None), Decimal(0))
    facteur = 100 if unite == Unite.POURCENT else 1
    return (numerateur * facteur / denominateur).quantize(CENTIEME, ROUND_HALF_UP)


def _refuser_trous(chiffres: Sequence[Chiffre]) -> None:
    vides = [c.libelle_periode for c in chiffres if c.statut not in AVEC_VALEUR]
    if vides:
        raise ValidationError(f"Une somme dont un terme manque n'est pas un total : {', '.join(vides)}.")
    ordre = sorted(chiffres, key=lambda c: c.debut)
    for avant, apres in zip(ordre, ordre[1:], strict=False):
        if apres.debut <= avant.fin:
            raise ValidationError(
                f"« {avant.libelle_periode} » et « {apres.libelle_periode} » se chevauchent : la même chose "
                "serait comptée deux fois."
            )

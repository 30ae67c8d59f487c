"""Les ruptures d'une série : là où deux périodes voisines ne se comparent plus telles quelles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jalon.mesure.chiffres.models import Calcul


@dataclass(frozen=True, slots=True)
class Rupture:
    """Entre la période d'avant et celle qui commence `a_compter_du`. `raison` : en clair."""

    a_compter_du: date
    raison: str


def ruptures(calculs: Sequence[Calcul]) -> list[Rupture]:
    """Ce qui change entre les calculs d'une même série, dans l'ordre du temps.

    Une autre définition, une autre version, une autre part comptée, ou un délai légal qui n'est plus le même.
    """
    ordre = sorted(calculs, key=lambda c: (c.debut, c.fin))
    return [
        Rupture(apres.debut, raison)
        for avant, apres in zip(ordre, ordre[1:], strict=False)
        for raison in _raisons(avant, apres)
    ]


def _raisons(avant: Calcul, apres: Calcul) -> list[str]:
    raisons = []
    if avant.code != apres.code:
        raisons.append(f"calculé par {apres.code} au lieu de {avant.code}")
    elif avant.version != apres.version:
        raisons.append(f"la définition passe de la version {avant.version} à la version {apres.version}")
    elif avant.definition != apres.definition:
        raisons.append("le texte de la définition a changé")
    if (avant.coupe, avant.mesure) != (apres.coupe, apres.mesure):
        raisons.append("la part comptée n'est plus la même")
    nouveaux = [_ecrire(d) for d in _en_vigueur(apres) if d not in _en_vigueur(avant)]
    if nouveaux and avant.code == apres.code:
        raisons.append("le délai change : " + " ; ".join(nouveaux))
    return raisons


def _en_vigueur(calcul: Calcul) -> list[dict[str, Any]]:
    """Les délais que cette période a pu appliquer, sans leurs bornes."""
    debut, fin = calcul.debut.isoformat(), calcul.fin.isoformat()
    return [
        {cle: valeur for cle, valeur in delai.items() if cle not in ("du", "au")}
        for delai in calcul.delais
        if delai["du"] <= fin and (delai["au"] is None or delai["au"] > debut)
    ]


def _ecrire(delai: dict[str, Any]) -> str:
    return f"{delai['nombre']} {delai['unite']} ({delai['source']})"

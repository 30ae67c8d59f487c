"""Recompter un indicateur d'après ses membres, sans moteur : ce qu'un rejeu refait."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from statistics import median

from jalon.mesure.chiffres.calcul import Comptes, Membre, Resultat, resultat
from jalon.mesure.indicateurs.declaration import Declaration
from jalon.mesure.indicateurs.enums import Situation


def recompter(declaration: Declaration, membres: Iterable[Membre]) -> Resultat:
    """La valeur que donnent ces membres, par les mêmes division et arrondi qu'un calcul."""
    tous = list(membres)
    comptes = Counter(m.situation for m in tous)
    comptes_seuls = [m for m in tous if m.situation is Situation.COMPTE]
    jours = [m.jours for m in comptes_seuls if m.jours is not None]
    porteurs = {m.porteur for m in comptes_seuls if m.porteur is not None}
    return resultat(
        declaration,
        {},
        Comptes(
            compte=comptes[Situation.COMPTE],
            reste=comptes[Situation.RESTE],
            pas_encore=comptes[Situation.PAS_ENCORE],
            ecarte=comptes[Situation.ECARTE],
            somme=sum(jours) if jours else None,
            porteurs=len(porteurs),
            mediane=median(jours) if jours else None,
        ),
    )

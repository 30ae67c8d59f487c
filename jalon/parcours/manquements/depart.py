"""Le barème de départ : ce que la loi permet, avec les dates et la version de chaque texte.

Ce qui n'a pas été relu dans le texte est marqué « à confirmer ». De janvier à mai 2025, la loi avait changé
et son décret pas encore : la version appliquée est celle du décret ancien, et la décision le garde.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from jalon.parcours.manquements.enums import Nature, OrigineBareme, Prealable, Suite
from jalon.parcours.manquements.models import Bareme
from jalon.parcours.personnes.enums import Regime

LOI_2025, DECRET_2025, FIN_TRANSITION = date(2025, 1, 1), date(2025, 6, 1), date(2027, 1, 1)
DEBUT = date(2009, 6, 1)
ANCIEN = "CASF, articles L. 262-37 et R. 262-68 (avant la loi 2023-1196)"
GRIS = "CASF, article L. 262-37 (loi 2023-1196), R. 262-68 antérieur au décret 2025-478"
NOUVEAU = "CASF, articles L. 262-37, R. 262-68 et R. 262-68-1 (décret 2025-478)"
RESERVE_GRIS = "Entre la loi et son décret : faites confirmer la version du texte avant de décider."
RESERVE_CONTROLE = "Taux et durée fixés par les articles R. 262-68-2 et R. 262-68-3, non relus."
RESERVE_TRANSITION = "Contrat d'avant 2025 pas encore remplacé : dispositions transitoires à confirmer."
FOYER = Decimal(50)
ANCIENNES = (Nature.REFUS_CONTRAT, Nature.OBLIGATIONS, Nature.REFUS_CONTROLE, Nature.RADIATION_FT)


def lignes_de_la_loi() -> Iterator[Bareme]:
    """Les lignes de chaque régime, de 2009 à aujourd'hui."""
    for nature in ANCIENNES:
        yield from _ancien(Regime.AVANT_2025, nature, DEBUT, LOI_2025, ANCIEN, "")
        yield from _ancien(Regime.AVANT_2025, nature, LOI_2025, FIN_TRANSITION, ANCIEN, RESERVE_TRANSITION)
    for nature in (Nature.REFUS_CONTRAT, Nature.OBLIGATIONS, Nature.REFUS_CONTROLE):
        yield from _ancien(Regime.PLEIN_EMPLOI, nature, LOI_2025, DECRET_2025, GRIS, RESERVE_GRIS)
        yield from _nouveau(nature)


def charger_bareme_de_depart() -> int:
    """Ajoute le barème de la loi s'il n'y en a aucun ; renvoie le nombre de lignes ajoutées."""
    if Bareme.objects.filter(origine=OrigineBareme.LOI).exists():
        return 0
    return len(Bareme.objects.bulk_create(lignes_de_la_loi()))


def _ancien(
    regime: Regime, nature: Nature, du: date, au: date, version: str, reserve: str
) -> Iterator[Bareme]:
    """Réduction de 80 % au plus, un à trois mois ; puis jusqu'à tout, un à quatre mois ; puis radiation."""
    commun: dict[str, Any] = {
        "regime": regime,
        "nature": nature,
        "du": du,
        "au": au,
        "version": version,
        "reserve": reserve,
    }
    yield _ligne(rang=1, suite=Suite.REDUCTION, taux=(1, 80), duree=(1, 3), avis_ep=True, **commun)
    yield _ligne(rang=2, suite=Suite.REDUCTION, taux=(1, 100), duree=(1, 4), avis_ep=True, **commun)
    yield _ligne(rang=2, suite=Suite.RADIATION, avis_ep=True, prealable=Prealable.SECOND, **commun)


def _nouveau(nature: Nature) -> Iterator[Bareme]:
    commun: dict[str, Any] = {
        "regime": Regime.PLEIN_EMPLOI,
        "nature": nature,
        "du": DECRET_2025,
        "au": None,
        "version": NOUVEAU,
    }
    if nature == Nature.REFUS_CONTROLE:
        for rang in (1, 2):
            yield _ligne(
                rang=rang,
                suite=Suite.SUPPRESSION,
                taux=(30, 100),
                duree=(1, 4),
                avis_ep=True,
                reserve=RESERVE_CONTROLE,
                **commun,
            )
    else:
        yield _ligne(rang=1, suite=Suite.SUSPENSION, taux=(30, 100), duree=(1, 2), **commun)
        yield _ligne(rang=2, suite=Suite.SUSPENSION, taux=(30, 100), duree=(1, 4), **commun)
        yield _ligne(
            rang=2,
            suite=Suite.SUPPRESSION,
            taux=(30, 100),
            duree=(1, 4),
            avis_ep=True,
            prealable=Prealable.SANCTION,
            **commun,
        )
    yield _ligne(rang=2, suite=Suite.RADIATION, avis_ep=True, prealable=Prealable.MAXIMUM, **commun)


def _ligne(
    *,
    du: date,
    au: date | None,
    taux: tuple[int, int] | None = None,
    duree: tuple[int, int] | None = None,
    avis_ep: bool = False,
    reserve: str = "",
    **champs: Any,
) -> Bareme:
    return Bareme(
        origine=OrigineBareme.LOI,
        periode=DateRange(du, au, "[)"),
        taux_min=taux and Decimal(taux[0]),
        taux_max=taux and Decimal(taux[1]),
        plafond=FOYER if taux else None,
        duree_min=duree and duree[0],
        duree_max=duree and duree[1],
        avis_ep=avis_ep,
        a_confirmer=bool(reserve),
        reserve=reserve,
        **champs,
    )

"""Quelles horloges courent pour un dossier : selon son régime et les paramètres en vigueur à leur début.

Un dossier garde le régime de son entrée ; plusieurs horloges courent côte à côte (loi, convention, cible).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from django.db.models import QuerySet

from jalon.parcours.echeances.calcul import Delai, Horloge, Unite, seuil_alerte
from jalon.socle.parametres.models import Parametre

PART_ALERTE = "horloges.part_alerte"


class Regime(StrEnum):
    """Celui de l'épisode (`parcours.personnes.enums.Regime`, mêmes valeurs)."""

    AVANT_2025 = "avant_2025"
    PLEIN_EMPLOI = "plein_emploi"


TOUS = frozenset(Regime)
AVANT, APRES = frozenset({Regime.AVANT_2025}), frozenset({Regime.PLEIN_EMPLOI})


@dataclass(frozen=True, slots=True)
class Definition:
    """Une horloge : ce qu'elle attend, le paramètre qui donne son délai, les régimes où elle court."""

    code: str
    attendu: str
    libelle: str
    regimes: frozenset[Regime]
    voies: frozenset[str] = frozenset()


EMPLOI, NON_EMPLOI = frozenset({"emploi"}), frozenset({"socio_professionnelle", "sociale"})
SOCIALE = frozenset({"sociale"})
CATALOGUE: tuple[Definition, ...] = (
    Definition("loi.delai_orientation", "orientation", "loi", APRES),
    Definition("loi_2008.delai_orientation", "orientation", "loi", AVANT),
    Definition("calpae.delai_orientation", "orientation", "convention", TOUS),
    Definition("local.delai_orientation", "orientation", "cible locale", TOUS),
    Definition("calpae.delai_premier_rdv", "premier_rdv", "convention", TOUS),
    Definition("local.delai_premier_contact", "premier_rdv", "cible locale", TOUS),
    Definition("loi.delai_contrat", "contrat", "loi", APRES),
    Definition("loi_2008.delai_contrat_emploi", "contrat", "loi", AVANT, EMPLOI),
    Definition("loi_2008.delai_contrat_social", "contrat", "loi", AVANT, NON_EMPLOI),
    Definition("calpae.delai_contrat", "contrat", "convention", TOUS),
    Definition("loi.delai_revue_sociale", "revue", "loi", APRES, SOCIALE),
    Definition("loi.delai_revue_sociale_motivee", "revue_motivee", "loi", APRES, SOCIALE),
    Definition("loi_2008.delai_revue_sociale", "revue", "loi", AVANT, SOCIALE),
)
"""Le code est celui du paramètre daté. L'ordre est celui de l'affichage : la loi d'abord."""


class Parametres:
    """Les paramètres des horloges, lus une fois : une liste de mille dossiers ne fait pas mille requêtes."""

    def __init__(self, lignes: QuerySet[Parametre] | None = None) -> None:
        codes = [PART_ALERTE, *(d.code for d in CATALOGUE)]
        self._valeurs: dict[str, list[Parametre]] = {}
        for ligne in Parametre.objects.filter(code__in=codes) if lignes is None else lignes:
            self._valeurs.setdefault(ligne.code, []).append(ligne)

    def en_vigueur(self, code: str, jour: date) -> Parametre | None:
        return next((p for p in self._valeurs.get(code, []) if jour in p.periode), None)


def horloges(
    attendu: str,
    *,
    regime: str,
    debut: date,
    voie: str = "",
    fait: date | None = None,
    parametres: Parametres | None = None,
) -> list[Horloge]:
    """Les horloges de ce qui est attendu, la loi d'abord.

    `orientation`, `premier_rdv`, `contrat`, `revue`, ou `revue_motivee` (réexamen d'un parcours social que
    des difficultés reconnues rendent plus long).

    `debut` : le jour du fait qui les déclenche (transmission par la caisse, notification de l'orientation) ;
    leurs délais sont ceux en vigueur ce jour-là. `voie` ne compte que pour les horloges qui en dépendent.
    """
    lus = parametres or Parametres()
    part = lus.en_vigueur(PART_ALERTE, debut)
    courent = []
    for definition in CATALOGUE:
        if definition.attendu != attendu or Regime(regime) not in definition.regimes:
            continue
        if definition.voies and voie not in definition.voies:
            continue
        trouve = lus.en_vigueur(definition.code, debut)
        if trouve is not None:
            courent.append(_horloge(definition, trouve, debut, int(part.valeur) if part else 100))
    return [replace(h, fait=fait) for h in courent]


def horloge(attendu: str, **precisions: object) -> Horloge | None:
    """La première de `horloges` : celle de la loi quand elle court."""
    return next(iter(horloges(attendu, **precisions)), None)  # type: ignore[arg-type]


def _horloge(definition: Definition, parametre: Parametre, debut: date, part: int) -> Horloge:
    delai = Delai(int(parametre.valeur), Unite(parametre.unite))
    return Horloge(
        definition.code,
        definition.libelle,
        debut,
        delai,
        seuil_alerte(debut, delai, part),
        parametre.source,
    )

"""Ce que les programmes disent d'un indicateur : ce qu'ils visent, ce qu'ils ont écrit, où cela se rompt.

La base ne rend que les lignes des programmes que le compte peut voir.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from jalon.mesure.chiffres.enums import PasCalcul, Statut
from jalon.mesure.chiffres.models import Calcul, Chiffre, Cible, ReglageCalcul
from jalon.mesure.chiffres.ruptures import Rupture, ruptures
from jalon.pilotage.calculs.periodes import MOIS_PAR_PAS
from jalon.pilotage.programmes.models import Programme

MOIS_PAR_AN = 12


@dataclass(slots=True)
class LigneDite:
    """Une ligne de programme réglée sur l'indicateur entier, ses valeurs visées et ses calculs."""

    reglage: ReglageCalcul
    programme: Programme
    titre: str
    cibles: list[Cible]
    calculs: dict[tuple[str, date, date], Calcul] = field(default_factory=dict)
    chiffres: list[Chiffre] = field(default_factory=list)

    @property
    def mois(self) -> int:
        """Durée d'une de ses périodes, en mois : un nombre visé pour l'année ne se compare pas à un mois."""
        return MOIS_PAR_PAS.get(PasCalcul(self.reglage.pas), MOIS_PAR_AN)

    @property
    def ruptures(self) -> list[Rupture]:
        """Là où ses chiffres écrits ne se comparent plus d'une période à l'autre."""
        return ruptures(self.calculs.values())


def lignes_dites(code: str) -> list[LigneDite]:
    """Les lignes visibles qui se calculent par cet indicateur, sans coupe, en cinq requêtes au plus."""
    regles = ReglageCalcul.objects.filter(code=code, coupe={}).select_related("serie__indicateur")
    reglages = list(regles.prefetch_related("serie__cibles"))
    if not reglages:
        return []
    programmes = Programme.objects.in_bulk({r.serie.cloison for r in reglages})
    lignes = {
        r.serie_id: LigneDite(
            r, programmes[r.serie.cloison], r.serie.indicateur.titre, list(r.serie.cibles.all())
        )
        for r in reglages
        if r.serie.cloison in programmes
    }
    _remplir(lignes)
    return sorted(
        lignes.values(), key=lambda ligne: (ligne.programme.code, ligne.titre, str(ligne.reglage.pk))
    )


def _remplir(lignes: dict[UUID, LigneDite]) -> None:
    calculs = Calcul.objects.filter(serie__in=lignes).defer("raisons")
    for calcul in calculs:
        lignes[calcul.serie_id].calculs[(calcul.genre_periode, calcul.debut, calcul.fin)] = calcul
    chiffres = Chiffre.objects.filter(serie__in=lignes, coupe={}).exclude(statut=Statut.PREVISION)
    for chiffre in chiffres.select_related("serie__indicateur", "contre_valeur").order_by(
        "debut", "fin", "id"
    ):
        lignes[chiffre.serie_id].chiffres.append(chiffre)

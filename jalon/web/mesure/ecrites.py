"""Les valeurs écrites dans les programmes pour un indicateur, chacune avec ses autres sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from jalon.mesure.chiffres.calculs import constat_de
from jalon.mesure.chiffres.models import Calcul, Chiffre
from jalon.mesure.chiffres.ruptures import Rupture
from jalon.mesure.chiffres.services import decimales_de
from jalon.mesure.indicateurs.declaration import Declaration
from jalon.pilotage.calculs.publies import LigneDite
from jalon.pilotage.programmes.models import Programme
from jalon.pilotage.provenance.ecriture import ecrire_chiffre


@dataclass(frozen=True, slots=True)
class ValeurEcrite:
    """Une case d'une ligne : sa valeur officielle, le calcul resté à côté, la valeur locale (vides sinon)."""

    cle: UUID
    periode: str
    officielle: str
    provenance: str
    calculee: str
    locale: str
    version: str

    @property
    def cible(self) -> str:
        return f"chiffre:{self.cle}"

    @property
    def plusieurs(self) -> bool:
        return bool(self.calculee or self.locale)


@dataclass(frozen=True, slots=True)
class LigneEcrite:
    """Une ligne d'un programme, ses ruptures et ses cases, la plus récente d'abord."""

    programme: Programme
    titre: str
    ruptures: list[Rupture]
    valeurs: list[ValeurEcrite]


def ecrites(declaration: Declaration, lignes: Iterable[LigneDite], du: date, au: date) -> list[LigneEcrite]:
    """Les lignes qui ont au moins une case dont la période touche celle-ci."""
    trouvees = []
    for ligne in lignes:
        cases = [c for c in reversed(ligne.chiffres) if c.debut <= au and c.fin >= du]
        if cases:
            valeurs = [_valeur(declaration, ligne, chiffre) for chiffre in cases]
            trouvees.append(LigneEcrite(ligne.programme, ligne.titre, ligne.ruptures, valeurs))
    return trouvees


def _valeur(declaration: Declaration, ligne: LigneDite, chiffre: Chiffre) -> ValeurEcrite:
    unite = chiffre.serie.indicateur.unite
    calcul = ligne.calculs.get((chiffre.genre_periode, chiffre.debut, chiffre.fin))
    calculee = constat_de(calcul) if calcul is not None and calcul.chiffre_id is None else None
    locale: Any = getattr(chiffre, "contre_valeur", None)
    return ValeurEcrite(
        cle=chiffre.pk,
        periode=chiffre.libelle_periode,
        officielle=ecrire_chiffre(chiffre.valeur, chiffre.decimales, unite, chiffre.statut),
        provenance=chiffre.get_provenance_display(),
        calculee=ecrire_chiffre(calculee.valeur, decimales_de(calculee.valeur), unite, calculee.statut)
        if calculee
        else "",
        locale=ecrire_chiffre(locale.valeur, locale.decimales, unite, "compte") if locale else "",
        version=_version(declaration, calcul),
    )


def _version(declaration: Declaration, calcul: Calcul | None) -> str:
    """Quelle définition a donné le calcul, et si ce n'est pas celle de la page."""
    if calcul is None:
        return "celle de la ligne, sans calcul"
    if calcul.version == declaration.version:
        return f"version {calcul.version}"
    return f"version {calcul.version} ; cette page applique la version {declaration.version}"

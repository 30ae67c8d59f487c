"""Lire un flux bénéficiaire d'un bout à l'autre : couper, analyser, signaler les dossiers en double."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from jalon.sources.flux_cnaf.analyse import analyser_tranche
from jalon.sources.flux_cnaf.decoupe import Decoupe, couper
from jalon.sources.flux_cnaf.enveloppe import Attendu
from jalon.sources.flux_cnaf.ouverture import Bornes
from jalon.sources.flux_cnaf.tranches import FoyerLu, Rejet


@dataclass(frozen=True, slots=True)
class Doublon:
    """Un dossier présent deux fois : la version de `ligne` remplace celle de `premiere_ligne`."""

    dossier: str
    premiere_ligne: int
    ligne: int


class Doublons:
    """Retient où chaque dossier a été vu, et note ceux qui reviennent."""

    def __init__(self) -> None:
        self.liste: list[Doublon] = []
        self._vus: dict[str, int] = {}

    def noter(self, dossier: str, ligne: int) -> Doublon | None:
        """Le doublon, si ce dossier a déjà été vu dans le fichier."""
        premiere = self._vus.get(dossier)
        self._vus[dossier] = ligne
        if premiere is None:
            return None
        doublon = Doublon(dossier, premiere, ligne)
        self.liste.append(doublon)
        return doublon


def lire_flux(
    source: Path | str | BinaryIO,
    attendu: Attendu | None = None,
    *,
    bornes: Bornes | None = None,
    raccourci: bool = True,
) -> Iterator[FoyerLu | Rejet]:
    """Chaque foyer du flux, lu ou rejeté, dans l'ordre du fichier.

    Lève `FluxIllisible` si le fichier entier doit être refusé, y compris au dernier pas (fichier coupé,
    total faux) :
    rien ne doit être gardé avant la fin du parcours. Un dossier en double est rendu deux fois : le dernier
    l'emporte.
    """
    with couper(source, attendu, bornes=bornes, raccourci=raccourci) as decoupe:
        yield from analyser(decoupe)


def analyser(decoupe: Decoupe) -> Iterator[FoyerLu | Rejet]:
    """Chaque tranche d'une découpe ouverte, analysée."""
    for tranche in decoupe:
        yield analyser_tranche(tranche, departement=decoupe.attendu.departement, raccourci=decoupe.raccourci)

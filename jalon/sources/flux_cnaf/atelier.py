"""Analyser des dossiers dans d'autres processus, pendant que celui-ci écrit dans la base.

Ils ne connaissent ni la base ni le compte : des octets y entrent, des observations en sortent, ou des rangées
prêtes à copier quand le foyer est nouveau. Ils naissent neufs (`spawn`) : rien de ce qui est ouvert ici n'y
passe.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from jalon.parcours.personnes.emballage import emballer
from jalon.parcours.personnes.observations import Instant, ObservationFoyer
from jalon.parcours.personnes.preparation import Destination, FoyerPret, preparer
from jalon.sources.flux_cnaf.analyse import analyser_tranche
from jalon.sources.flux_cnaf.conserve import conserver
from jalon.sources.flux_cnaf.erreurs import DossierIllisible, FluxEnAttente
from jalon.sources.flux_cnaf.traduction import traduire
from jalon.sources.flux_cnaf.tranches import FoyerLu, Rejet, Tranche

ENSEMBLE = 250
"""Dossiers qui passent ensemble d'une étape de l'analyse à la suivante."""
ATELIERS = 2
"""Processus qui analysent : ils se partagent ce que la base et celui-ci laissent libre."""
EN_VOL = 4
"""Lots envoyés d'avance : assez pour ne pas attendre, assez peu pour que la mémoire reste plate."""


@dataclass(frozen=True, slots=True)
class Lot:
    """Des dossiers à analyser. `nouveaux` : les numéros jamais vus, dont les rangées sont à préparer."""

    tranches: Sequence[Tranche] = field(repr=False)
    departement: str | None
    destination: Destination
    nouveaux: frozenset[str] = frozenset()


VIDE = Lot((), None, Destination(0, Instant(date.min, datetime.min.replace(tzinfo=UTC)), ""))


@dataclass(frozen=True)
class Lu:
    """Un dossier analysé : ce qu'il dit, ses rangées s'il est nouveau, ou pourquoi il est écarté.

    `contenu` : ses octets, emballés ; `personnes` : combien il en montre, aucune s'il est écarté.
    """

    empreinte: bytes
    contenu: bytes = field(repr=False)
    observation: ObservationFoyer | None = None
    pret: FoyerPret | None = None
    personnes: int = 0
    rejet: tuple[str, str, int] | None = None
    inconnus: dict[str, int] = field(default_factory=dict)
    codes_inconnus: dict[str, int] = field(default_factory=dict)


def analyser_lot(lot: Lot) -> list[Lu]:
    """Chaque tranche, analysée et traduite ; `rejet` : (dossier, motif, ligne)."""
    lus: list[Lu] = []
    for debut in range(0, len(lot.tranches), ENSEMBLE):
        lus += _analyser(lot.tranches[debut : debut + ENSEMBLE], lot)
    return lus


def _analyser(tranches: Sequence[Tranche], lot: Lot) -> list[Lu]:
    """Une étape après l'autre, pour tous : chacune garde ses tables au plus près du processeur."""
    lus = [analyser_tranche(tranche, departement=lot.departement) for tranche in tranches]
    traduits = [_traduire(lu) for lu in lus]
    contenus = [emballer(conserver(tranche)) for tranche in tranches]
    return [_rendre(*dossier, lot) for dossier in zip(tranches, traduits, contenus, strict=True)]


def _traduire(lu: FoyerLu | Rejet) -> tuple[FoyerLu, ObservationFoyer] | Rejet:
    if isinstance(lu, Rejet):
        return lu
    try:
        return lu, traduire(lu)
    except DossierIllisible as erreur:
        tranche = lu.tranche
        return Rejet(lu.dossier, erreur.motif, lu.ligne, tranche.octets, tranche.rang, tranche.empreinte)


def _rendre(
    tranche: Tranche, traduit: tuple[FoyerLu, ObservationFoyer] | Rejet, contenu: bytes, lot: Lot
) -> Lu:
    if isinstance(traduit, Rejet):
        rejet = (traduit.dossier, traduit.motif, traduit.ligne)
        return Lu(tranche.empreinte, contenu, rejet=rejet)
    lu, observation = traduit
    codes = _codes_inconnus(lu)
    inconnus = {chemin: len(valeurs) for chemin, valeurs in lu.inconnus.items()}
    nombre = len(observation.membres)
    if tranche.dossier != observation.numero or tranche.dossier not in lot.nouveaux:
        return Lu(tranche.empreinte, contenu, observation, None, nombre, None, inconnus, codes)
    pret = preparer(observation, lot.destination, empreinte=tranche.empreinte, contenu=contenu)
    return Lu(tranche.empreinte, contenu, None, pret, nombre, None, inconnus, codes)


def _codes_inconnus(lu: FoyerLu) -> dict[str, int]:
    codes: dict[str, int] = {}
    for champ, valeurs in lu.codes_inconnus.items():
        for valeur in valeurs:
            cle = f"{champ}={valeur[:10]}"
            codes[cle] = codes.get(cle, 0) + 1
    return codes


def _commencer() -> None:
    """Un processus d'analyse meurt avec le premier : tué net, celui-ci ne le laisse pas attendre sans fin."""
    gc.disable()
    parent = multiprocessing.parent_process()

    def guetter() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=guetter, daemon=True).start()


class Atelier:
    """Rend les lots dans l'ordre où ils ont été soumis. `parallele=False` : tout se fait ici."""

    def __init__(self, *, parallele: bool) -> None:
        self._attente: deque[Future[list[Lu]] | list[Lu]] = deque()
        self._bassin: ProcessPoolExecutor | None = None
        if parallele:
            neuf = multiprocessing.get_context("spawn")
            self._bassin = ProcessPoolExecutor(max_workers=ATELIERS, mp_context=neuf, initializer=_commencer)
            # Un s'éveille pendant que le fichier commence à se couper ; l'autre, si un lot l'attend.
            self._bassin.submit(analyser_lot, VIDE)

    def __enter__(self) -> Atelier:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bassin is not None:
            self._bassin.shutdown(wait=True, cancel_futures=True)

    def congedier(self) -> None:
        """Plus rien ne sera soumis : les processus se ferment pendant que celui-ci finit."""
        if self._bassin is not None:
            self._bassin.shutdown(wait=False)

    def oublier(self) -> None:
        """Abandonne les lots en cours : le fichier va être repris du début."""
        for lot in self._attente:
            if isinstance(lot, Future):
                lot.cancel()
        self._attente.clear()

    def soumettre(self, lot: Lot) -> None:
        """Donne un lot à analyser."""
        if self._bassin is None:
            self._attente.append(analyser_lot(lot))
        else:
            self._attente.append(self._bassin.submit(analyser_lot, lot))

    def prets(self, *, tous: bool = False) -> Iterator[list[Lu]]:
        """Lots analysés ; attend le plus ancien s'il y en a trop en vol, ou jusqu'au dernier (`tous`)."""
        while self._attente and (tous or len(self._attente) >= EN_VOL or _pret(self._attente[0])):
            lot = self._attente.popleft()
            yield lot if isinstance(lot, list) else _resultat(lot)


def _pret(lot: Future[list[Lu]] | list[Lu]) -> bool:
    return isinstance(lot, list) or lot.done()


def _resultat(lot: Future[list[Lu]]) -> list[Lu]:
    try:
        return lot.result()
    except BrokenProcessPool:
        raise FluxEnAttente(
            "l'analyse s'est arrêtée en route, sans doute faute de mémoire. Libérez-en, puis recommencez : "
            "rien n'a été changé."
        ) from None

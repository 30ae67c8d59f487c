"""Garder les valeurs déjà calculées tant qu'aucun fait ne change.

Une valeur ne dépend que de la demande (définition, version, période, arrêté, coupes, délais) et des
faits chargés. Chaque lecture met d'abord la copie à jour : un fait changé change sa version, et tout se vide.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from contextlib import nullcontext
from threading import Lock

from jalon.mesure.chiffres.calcul import Demande, Resultat, calculer_toutes
from jalon.mesure.indicateurs.moteurs import Moteur, ouvrir

DEMANDES_MAXIMUM = 4_000
CASES_MAXIMUM = 200_000
"""Bornes de ce qu'un processus garde : demandes, et cases en tout (une coupe en rend beaucoup)."""


class Memoire:
    """Les valeurs d'une version des faits ; les plus anciennement lues partent les premières."""

    def __init__(self, *, demandes: int = DEMANDES_MAXIMUM, cases: int = CASES_MAXIMUM) -> None:
        self._bornes = (demandes, cases)
        self._verrou = Lock()
        self._version = ""
        self._cases = 0
        self._gardees: OrderedDict[Demande, list[Resultat]] = OrderedDict()

    def lire(self, version: str, demande: Demande) -> list[Resultat] | None:
        """Les valeurs gardées pour ces faits, sinon rien ; une version vide n'a rien gardé."""
        with self._verrou:
            if not version or version != self._version or demande not in self._gardees:
                return None
            self._gardees.move_to_end(demande)
            return list(self._gardees[demande])

    def garder(self, version: str, demande: Demande, resultats: Sequence[Resultat]) -> None:
        """Garde des valeurs calculées sur ces faits, ou de plus récents."""
        demandes, cases = self._bornes
        with self._verrou:
            if version != self._version:
                self._gardees.clear()
                self._version, self._cases = version, 0
            if len(resultats) > cases:
                return
            self._cases += len(resultats) - len(self._gardees.get(demande, ()))
            self._gardees[demande] = list(resultats)
            while len(self._gardees) > demandes or self._cases > cases:
                _, parties = self._gardees.popitem(last=False)
                self._cases -= len(parties)

    def __len__(self) -> int:
        return len(self._gardees)


_memoire = Memoire()


def valeurs(demande: Demande, moteur: Moteur | None = None) -> list[Resultat]:
    """Comme `calcul.calculer`, sans recalculer ce que les mêmes faits ont déjà donné.

    `moteur` : celui de `moteurs.ouvrir()`, déjà à jour ; à donner quand un écran lit plusieurs tableaux. Un
    moteur qui ne dit pas la version de ses faits (PostgreSQL) calcule toujours.
    """
    return valeurs_de([demande], moteur)[0]


def valeurs_de(demandes: Sequence[Demande], moteur: Moteur | None = None) -> list[list[Resultat]]:
    """Les valeurs de plusieurs demandes, dans le même ordre, sur les mêmes faits."""
    with ouvrir() if moteur is None else nullcontext(moteur) as choisi:
        version = getattr(choisi, "version", "")
        lues = {d: gardees for d in demandes if (gardees := _memoire.lire(version, d)) is not None}
        nouvelles = [d for d in dict.fromkeys(demandes) if d not in lues]
        for demande, resultats in zip(nouvelles, calculer_toutes(nouvelles, choisi), strict=True):
            lues[demande] = resultats
            if version:
                _memoire.garder(version, demande, resultats)
    return [lues[demande] for demande in demandes]

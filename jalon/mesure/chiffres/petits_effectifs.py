"""Cacher les petits effectifs d'un tableau, et de quoi les retrouver par soustraction.

Un effectif de 1 à 4 désigne presque quelqu'un : il se cache. Ses voisins le rendraient (le total, moins le
reste) : d'autres cases se cachent avec lui, le moins possible, jusqu'à ce que chaque effectif caché ait au
moins deux valeurs possibles pour qui connaît tout ce qui est publié.

Le tableau est un réseau : chaque case est un arc entre sa ligne et sa colonne, chaque marge un arc de retour.
Augmenter ou réduire une case d'une unité sans rien changer de publié, c'est parcourir un circuit de cases
cachées. Une case qui n'est sur aucun circuit se déduit ; le circuit le moins cher dit quelles cases lui
ajouter. (Suppression complémentaire : Willenborg et de Waal, « Elements of Statistical Disclosure Control »,
2001.)

Les marges se traitent d'abord, chacune pour elle-même : un tableau croisé cache les mêmes marges que chacun
de ses deux tableaux simples, si bien que les lire tous ne rend rien. Cela ne vaut que pour une même période.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

Effectifs = tuple[int, ...]
"""Les effectifs d'une case qui se publient ensemble (comptés, reste, pas encore) : tous cachés, ou aucun."""
Axe = str | None
Case = tuple[Axe, Axe]
"""Ligne et colonne d'une case croisée ; `None` y dit un inconnu, pas une marge."""

SEUIL = "mesure.seuil_petits_effectifs"
"""Paramètre daté : le plus petit effectif publié."""


@dataclass(frozen=True, slots=True)
class _Arc:
    """Une case vue comme un arc du réseau ; `cout` : ce qu'on perd à la cacher, vide si on ne le peut."""

    cle: object
    depart: object
    arrivee: object
    effectifs: Effectifs
    cout: int | None


def est_petit(effectifs: Collection[int], seuil: int) -> bool:
    """Vrai si l'un de ces effectifs est trop petit pour être publié ; zéro se publie."""
    return any(0 < effectif < seuil for effectif in effectifs)


def masquer(cases: Mapping[Axe, Effectifs], seuil: int) -> set[Axe]:
    """Les cases à cacher d'un tableau à une entrée dont le total est aussi publié.

    Le total se cache lui-même s'il est petit (`est_petit`) ; ses cases le sont alors aussi.
    """
    total = sommer(cases.values())
    # À coût égal, le choix ne dépend pas de l'ordre où le tableau est lu.
    ordonnees = sorted(cases.items(), key=lambda case: str(case[0]))
    arcs = [_Arc(cle, "cases", "total", valeurs, _cout(valeurs, total)) for cle, valeurs in ordonnees]
    petits = {cle for cle, valeurs in cases.items() if est_petit(valeurs, seuil)}
    retour = _Arc("total", "total", "cases", total, None)
    caches = _completer([*arcs, retour], petits | ({"total"} if est_petit(total, seuil) else set()), seuil)
    return {cle for cle in cases if cle in caches}


def masquer_croise(
    cases: Mapping[Case, Effectifs], seuil: int, lignes: Sequence[Axe] = (), colonnes: Sequence[Axe] = ()
) -> tuple[set[Case], set[Axe], set[Axe]]:
    """Les cases, les marges de ligne et les marges de colonne à cacher d'un tableau croisé avec ses marges.

    `lignes`, `colonnes` : celles qui se publient même vides. Une case absente vaut zéro et peut se cacher.
    """
    lignes = list(dict.fromkeys([*lignes, *(ligne for ligne, _ in cases)]))
    colonnes = list(dict.fromkeys([*colonnes, *(colonne for _, colonne in cases)]))
    rien = (0,) * len(next(iter(cases.values()), (0,)))
    pleines = {(li, co): cases.get((li, co), rien) for li in lignes for co in colonnes}
    marges_l = {li: sommer([pleines[li, co] for co in colonnes]) for li in lignes}
    marges_c = {co: sommer([pleines[li, co] for li in lignes]) for co in colonnes}
    caches_l, caches_c = masquer(marges_l, seuil), masquer(marges_c, seuil)
    total = sommer(pleines.values())
    arcs = [_Arc(("case", c), ("l", c[0]), ("c", c[1]), v, _cout(v, total)) for c, v in pleines.items()]
    arcs += [_Arc(("ligne", li), "bas", ("l", li), v, None) for li, v in marges_l.items()]
    arcs += [_Arc(("colonne", co), ("c", co), "coin", v, None) for co, v in marges_c.items()]
    arcs.append(_Arc("total", "coin", "bas", total, None))
    caches: set[object] = {("case", c) for c, v in pleines.items() if est_petit(v, seuil)}
    caches |= {("ligne", li) for li in caches_l} | {("colonne", co) for co in caches_c}
    caches |= {"total"} if est_petit(total, seuil) else set()
    caches = _completer(arcs, caches, seuil)
    return {c for c in pleines if ("case", c) in caches}, caches_l, caches_c


def sommer(effectifs: Collection[Effectifs]) -> Effectifs:
    """La somme, effectif par effectif."""
    return tuple(sum(valeurs) for valeurs in zip(*effectifs, strict=True))


def _cout(effectifs: Effectifs, total: Effectifs) -> int:
    """Cacher une grande case coûte plus ; cacher un zéro, que chacun croit connaître, vient en dernier."""
    nombre = sum(effectifs)
    return nombre + 1 if nombre else sum(total) + 1


def _completer(arcs: Sequence[_Arc], caches: set[object], seuil: int) -> set[object]:
    """Ajoute des cases cachées jusqu'à ce que chaque petit effectif caché puisse varier d'une unité."""
    caches = set(caches)
    for rang in range(len(arcs[0].effectifs) if arcs else 0):
        reseau = _Reseau(arcs, rang)
        fragiles = [a for a in arcs if a.cle in caches and 0 < a.effectifs[rang] < seuil]
        for arc in sorted(fragiles, key=lambda a: (-a.effectifs[rang], str(a.cle))):
            caches |= reseau.circuit(arc, caches)
    return caches


class _Reseau:
    """Le réseau d'un effectif : où l'on peut aller en ajoutant ou en retirant une unité à une case."""

    def __init__(self, arcs: Sequence[_Arc], rang: int) -> None:
        self._sorties: dict[object, list[tuple[object, _Arc]]] = defaultdict(list)
        for arc in arcs:
            self._sorties[arc.depart].append((arc.arrivee, arc))
            if arc.effectifs[rang] > 0:
                self._sorties[arc.arrivee].append((arc.depart, arc))

    def circuit(self, arc: _Arc, caches: set[object]) -> set[object]:
        """Les cases du circuit le moins cher qui fait varier celle-ci, déjà cachées ou à cacher."""
        sens = [
            self._chemin(arc.arrivee, arc.depart, arc, caches),
            self._chemin(arc.depart, arc.arrivee, arc, caches),
        ]
        possibles = [chemin for chemin in sens if chemin is not None]
        return set(min(possibles, key=lambda chemin: chemin[0])[1]) if possibles else set()

    def _chemin(
        self, depart: object, arrivee: object, sauf: _Arc, caches: set[object]
    ) -> tuple[int, list[object]] | None:
        """Le chemin le moins cher (Dijkstra) ; une case déjà cachée ne coûte rien."""
        rang = 0
        file: list[tuple[int, int, object, list[object]]] = [(0, rang, depart, [])]
        vus: set[object] = set()
        while file:
            cout, _, noeud, chemin = heapq.heappop(file)
            if noeud == arrivee:
                return cout, chemin
            if noeud in vus:
                continue
            vus.add(noeud)
            for suivant, arc in self._sorties[noeud]:
                prix = 0 if arc.cle in caches else arc.cout
                if arc is sauf or prix is None or suivant in vus:
                    continue
                rang += 1
                heapq.heappush(file, (cout + prix, rang, suivant, [*chemin, arc.cle]))
        return None

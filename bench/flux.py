"""Lire un flux de la CNAF de 20 000 foyers, contre un `iterparse` nu qui touche les mêmes champs."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from lxml import etree

FOYERS = 20_000
FOIS = 5
BUT_RAPPORT = 0.8
BUT_MEMOIRE = 150


def iterparse_nu(chemin: Path) -> int:
    """L'étalon : l'arbre de chaque foyer, l'étiquette et le texte de chaque élément, rien d'autre."""
    foyers = 0
    for _, foyer in etree.iterparse(chemin, tag="InfosFoyerRSA"):
        for element in foyer.iter():
            _ = element.tag, element.text
        foyer.clear()
        while foyer.getprevious() is not None:
            del foyer.getparent()[0]
        foyers += 1
    return foyers


def lire(chemin: Path) -> int:
    from jalon.sources.flux_cnaf.lecture import lire_flux

    return sum(1 for _ in lire_flux(chemin))


def lire_par_lxml(chemin: Path) -> int:
    from jalon.sources.flux_cnaf.analyse import analyser_tranche
    from jalon.sources.flux_cnaf.decoupe import couper

    with couper(chemin) as decoupe:
        return sum(1 for tranche in decoupe if analyser_tranche(tranche, raccourci=False))


def couper_seulement(chemin: Path) -> int:
    from jalon.sources.flux_cnaf.decoupe import couper

    with couper(chemin) as decoupe:
        return sum(1 for _ in decoupe)


def meilleures_durees(travaux: list[Callable[[Path], int]], chemin: Path) -> list[float]:
    """Le meilleur temps de processeur de chacun, à tour de rôle : le reste de la machine n'y compte pas."""
    durees = [float("inf")] * len(travaux)
    for _ in range(FOIS):
        for rang, travail in enumerate(travaux):
            debut = time.process_time()
            assert travail(chemin) == FOYERS, "des foyers manquent"
            durees[rang] = min(durees[rang], time.process_time() - debut)
    return durees


def mesurer() -> None:
    with tempfile.TemporaryDirectory(prefix="jalon-flux-") as dossier:
        jalon = Path(sys.executable).parent / "jalon"
        simuler = [
            jalon,
            "flux",
            "simuler",
            "--foyers",
            str(FOYERS),
            "--mois",
            "2026-03",
            "--sortie",
            dossier,
        ]
        subprocess.run(simuler, check=True, stdout=subprocess.DEVNULL)
        (chemin,) = Path(dossier).iterdir()
        _imprimer(chemin)
        subprocess.run([sys.executable, "-m", "bench.flux", str(chemin)], check=True)


def _imprimer(chemin: Path) -> None:
    mega = chemin.stat().st_size / 1e6
    travaux = [iterparse_nu, lire, lire_par_lxml, couper_seulement]
    nu, lecteur, lent, coupe = meilleures_durees(travaux, chemin)
    rapport = nu / lecteur
    verdict = "tenu" if rapport >= BUT_RAPPORT else "MANQUÉ"
    print(f"fichier de {FOYERS} foyers, {mega:.0f} Mo")
    print(f"iterparse nu : {nu:.2f} s ({mega / nu:.0f} Mo/s)")
    print(
        f"lire : {lecteur:.2f} s ({mega / lecteur:.0f} Mo/s) ; rapport {rapport:.2f} ; "
        f"but ≥ {BUT_RAPPORT} : {verdict}"
    )
    print(f"lire sans raccourci d'analyse : {lent:.2f} s ({mega / lent:.0f} Mo/s) ; rapport {nu / lent:.2f}")
    print(f"couper et prendre l'empreinte : {coupe:.2f} s ({mega / coupe:.0f} Mo/s)")


def _memoire(chemin: Path) -> None:
    lire(chemin)
    pic = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    verdict = "tenu" if pic < BUT_MEMOIRE else "MANQUÉ"
    print(f"mémoire au plus haut : {pic:.0f} Mo ; but < {BUT_MEMOIRE} Mo : {verdict}")


if __name__ == "__main__":
    _memoire(Path(sys.argv[1]))

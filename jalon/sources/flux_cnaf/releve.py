"""Relever un dossier : les fichiers que la caisse y dépose se chargent seuls, dans l'ordre du temps."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from jalon.socle.acces.models import Compte
from jalon.sources.flux_cnaf.chargement import BilanChargement, charger_flux
from jalon.sources.flux_cnaf.decoupe import couper
from jalon.sources.flux_cnaf.enveloppe import Tete
from jalon.sources.flux_cnaf.erreurs import FluxIllisible

SUFFIXES = (".rcv", ".xml", ".gz", ".zip")
PRIS, REFUSES = "pris", "refuses"


def relever_dossier(
    dossier: Path, *, acteur: Compte, repos: float = 0
) -> Iterator[tuple[str, BilanChargement]]:
    """Charge chaque fichier du dossier et le range dans `pris` ou `refuses` ; rend son nom et son bilan.

    Un fichier encore en cours de dépôt (nom caché, `.part`, `.tmp`) attend le prochain passage ; une panne
    qui passera (disque plein, autre chargement en cours) laisse ce fichier et les suivants à leur place.
    `repos` : secondes sans écriture avant qu'un fichier soit tenu pour entier.
    """
    for fichier in sorted(_deposes(dossier, repos), key=_ordre):
        bilan = charger_flux(fichier, acteur=acteur)
        if bilan.en_attente:
            yield fichier.name, bilan
            return
        rangement = dossier / (REFUSES if bilan.refus else PRIS)
        rangement.mkdir(mode=0o700, exist_ok=True)
        fichier.replace(_libre(rangement / fichier.name))
        yield fichier.name, bilan


def _deposes(dossier: Path, repos: float) -> Iterator[Path]:
    limite = time.time() - repos
    for chemin in dossier.iterdir():
        if chemin.name.startswith(".") or chemin.suffix.lower() not in SUFFIXES:
            continue
        if chemin.is_file() and chemin.stat().st_mtime <= limite:
            yield chemin


def _ordre(fichier: Path) -> tuple[str, str, str]:
    """Mois de référence puis création ; un fichier illisible passe en dernier, avec son refus."""
    try:
        with couper(fichier) as decoupe:
            tete: Tete = decoupe.tete
    except (FluxIllisible, OSError):
        return ("9999", "", fichier.name)
    return (tete.reference.isoformat(), f"{tete.cree_le}{tete.cree_a or ''}", fichier.name)


def _libre(chemin: Path) -> Path:
    rang, libre = 1, chemin
    while libre.exists():
        rang += 1
        libre = chemin.with_name(f"{chemin.stem}-{rang}{chemin.suffix}")
    return libre

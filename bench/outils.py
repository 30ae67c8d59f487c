"""Chronomètre et mise en forme des mesures."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

RACINE = Path(__file__).resolve().parent.parent
REEL = RACINE.parent / "shared" / "documents" / "ille-et-vilaine-rapport-calpae-2022.txt"
DEMONSTRATION = RACINE / "jalon" / "demonstration" / "donnees" / "calpae.txt"


def document_calpae() -> Path:
    """Le rapport publié s'il est là, sinon celui de la démonstration (mêmes chiffres, récits courts)."""
    return REEL if REEL.exists() else DEMONSTRATION


def chronometrer(travail: Callable[[], object], fois: int = 5) -> float:
    """Durée médiane en secondes, après un tour de chauffe."""
    travail()
    durees = []
    for _ in range(fois):
        debut = time.perf_counter()
        travail()
        durees.append(time.perf_counter() - debut)
    return statistics.median(durees)


def afficher(quoi: str, mesure: float, etalon_nom: str, etalon: float, but: float | None = None) -> None:
    """Une ligne : la mesure, l'étalon, leur rapport, et le but s'il y en a un (tout en secondes)."""
    verdict = ""
    if but is not None:
        verdict = f" ; but < {but:g} s : {'tenu' if mesure < but else 'MANQUÉ'}"
    print(
        f"{quoi} : {mesure * 1000:.1f} ms ; {etalon_nom} : {etalon * 1000:.2f} ms ; "
        f"rapport {mesure / etalon:.1f}{verdict}"
    )


def sur_base_jetable(module: str, *etapes: str, demonstration: bool = True) -> None:
    """Installe une base jetable, vide ou avec la démonstration, puis lance chaque étape de `module`.

    Chaque étape a son propre processus.
    """
    with tempfile.TemporaryDirectory(prefix="jalon-mesure-") as dossier:
        env = os.environ | {"JALON_DOSSIER": dossier, "DJANGO_SETTINGS_MODULE": "jalon.config.settings"}
        env.pop("JALON_DATABASE_URL", None)
        installer = [Path(sys.executable).parent / "jalon", "base", "installer"]
        installer += ["--demonstration"] if demonstration else []
        subprocess.run(installer, env=env, check=True, stdout=subprocess.DEVNULL)
        for etape in etapes:
            subprocess.run([sys.executable, "-m", module, etape], env=env, check=True)


def sans_double_authentification(systeme: Any) -> None:
    """Les comptes de mesure ouvrent les pages sans second facteur : il n'est pas ce qui se mesure."""
    from jalon.socle.parametres.services import fixer_parametre

    fixer_parametre(
        code="acces.double_authentification_exigee",
        valeur=False,
        du=date(2026, 1, 1),
        source="mesure",
        acteur=systeme,
    )

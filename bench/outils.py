"""Chronomètre et mise en forme des mesures."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

RACINE = Path(__file__).resolve().parent.parent
REEL = RACINE.parent / "shared" / "documents" / "ille-et-vilaine-rapport-calpae-2022.txt"
TIC = os.sysconf("SC_CLK_TCK")
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


@dataclass(frozen=True)
class Duree:
    """Secondes : au mur, puis de processeur par processus."""

    mur: float
    python: float
    atelier: float
    base: float

    @property
    def processeur(self) -> float:
        return self.python + self.atelier + self.base

    def __str__(self) -> str:
        return (
            f"{self.mur:.1f} s au mur, {self.processeur:.1f} s de processeur (Python {self.python:.1f}, "
            f"analyse {self.atelier:.1f}, PostgreSQL {self.base:.1f})"
        )


class Chrono:
    """Mesure un travail : le mur, ce processus, ses enfants finis, et le serveur de cette connexion."""

    def __init__(self) -> None:
        from django.db import connection

        connection.ensure_connection()
        self._serveur = connection.connection.info.backend_pid

    def __call__(self, travail: Any, *arguments: Any) -> tuple[Duree, Any]:
        avant = self.lire()
        resultat = travail(*arguments)
        return Duree(*(fin - debut for debut, fin in zip(avant, self.lire(), strict=True))), resultat

    def lire(self) -> tuple[float, float, float, float]:
        enfants = resource.getrusage(resource.RUSAGE_CHILDREN)
        champs = Path(f"/proc/{self._serveur}/stat").read_text().rpartition(")")[2].split()
        base = (int(champs[11]) + int(champs[12])) / TIC
        return time.perf_counter(), time.process_time(), enfants.ru_utime + enfants.ru_stime, base


def p95(durees: Sequence[float]) -> float:
    """Le 95e centile."""
    rangees = sorted(durees)
    return rangees[min(len(rangees) - 1, int(len(rangees) * 0.95))]


def chronometrer_page(client: Any, adresse: str, fois: int = 20) -> tuple[float, float]:
    """p95 au mur, et moyenne du temps de processeur (application et base), en secondes, la page chaude.

    La première est le but ; la seconde ne dépend pas du reste de la machine.
    """
    from jalon.config.demarrage import charger_les_pages

    charger_les_pages()  # comme le serveur
    durees = []
    chrono = None
    for _ in range(fois + 1):
        debut = time.perf_counter()
        reponse = client.get(adresse)
        durees.append(time.perf_counter() - debut)
        assert reponse.status_code == 200, (adresse, reponse.status_code)
        if chrono is None:
            chrono, durees = Chrono(), []
            depart = chrono.lire()
    processeur = sum(fin - avant for avant, fin in zip(depart[1:], chrono.lire()[1:], strict=True))
    return p95(durees), processeur / fois

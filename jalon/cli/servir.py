"""`jalon servir` : le site et le processus des tâches, sous un même surveillant."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import click

from jalon.cli.outils import base_ouverte

DELAI_ARRET = 30
RELANCES_MAX, FENETRE = 5, 60


@dataclass(slots=True)
class Enfant:
    """Un processus surveillé : sa commande, ses variables, et les dates de ses relances."""

    nom: str
    commande: list[str]
    variables: dict[str, str]
    processus: subprocess.Popen[bytes] | None = None
    relances: deque[float] = field(default_factory=lambda: deque(maxlen=RELANCES_MAX))

    def demarrer(self) -> None:
        self.processus = subprocess.Popen(  # noqa: S603 - commandes écrites dans ce module
            self.commande,
            env=os.environ | self.variables,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_finir_avec_le_parent,  # noqa: PLW1509 - le surveillant n'a qu'un fil
        )

    def relancer(self) -> bool:
        """Relance un processus tombé ; faux s'il tombe trop souvent."""
        maintenant = time.monotonic()
        if len(self.relances) == RELANCES_MAX and maintenant - self.relances[0] < FENETRE:
            return False
        self.relances.append(maintenant)
        self.demarrer()
        return True

    @property
    def tombe(self) -> bool:
        return self.processus is not None and self.processus.poll() is not None

    def arreter(self, limite: float) -> None:
        """Demande l'arrêt puis, passé la limite (horloge monotone), y met fin."""
        if self.processus is None:
            return
        try:
            self.processus.wait(max(0.1, limite - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self.processus.pid, signal.SIGKILL)
            self.processus.wait()


@click.command()
@click.option("--adresse", default="127.0.0.1", show_default=True, help="Adresse d'écoute.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port d'écoute.")
@click.option(
    "--processus", default=2, show_default=True, type=click.IntRange(1, 64), help="Processus du site."
)
@click.option("--fils", default=4, show_default=True, type=click.IntRange(1, 64), help="Fils par processus.")
@click.option("--taches", default=2, show_default=True, type=click.IntRange(1, 32), help="Tâches à la fois.")
def commande(adresse: str, port: int, processus: int, fils: int, taches: int) -> None:
    """Sert le site et fait les tâches, jusqu'à Ctrl-C ou SIGTERM."""
    with base_ouverte():
        _verifier_schema()
        click.echo(f"Jalon est servi sur http://{adresse}:{port} (Ctrl-C pour arrêter).")
        enfants = [_site(adresse, port, processus, fils), _ouvrier(taches)]
        code = surveiller(enfants)
    sys.exit(code)


def surveiller(enfants: list[Enfant]) -> int:
    """Démarre les processus et les relance s'ils tombent, jusqu'à un signal d'arrêt.

    Renvoie 0 après un arrêt demandé, 1 si un processus tombe trop souvent.
    """
    arret = False

    def demander_arret(_signal: int, _cadre: FrameType | None) -> None:
        nonlocal arret
        arret = True

    for numero in (signal.SIGTERM, signal.SIGINT):
        signal.signal(numero, demander_arret)
    for enfant in enfants:
        enfant.demarrer()
    code = 0
    while not arret:
        time.sleep(0.2)
        for enfant in enfants:
            if not arret and enfant.tombe and not enfant.relancer():
                click.echo(
                    f"« {enfant.nom} » tombe sans cesse : arrêt. Voir les messages ci-dessus.", err=True
                )
                arret, code = True, 1
    for enfant in enfants:
        if enfant.processus is not None and not enfant.tombe:
            enfant.processus.terminate()
    limite = time.monotonic() + DELAI_ARRET
    for enfant in enfants:
        enfant.arreter(limite)
    return code


def _site(adresse: str, port: int, processus: int, fils: int) -> Enfant:
    temporaire = ["--worker-tmp-dir", "/dev/shm"] if Path("/dev/shm").is_dir() else []  # noqa: S108
    hote = f"[{adresse}]" if ":" in adresse else adresse
    return Enfant(
        "site",
        [sys.executable, "-m", "gunicorn", "jalon.config.wsgi:application", "--bind", f"{hote}:{port}"]
        + ["--worker-class", "gthread", "--workers", str(processus), "--threads", str(fils)]
        + [
            "--timeout",
            "60",
            "--graceful-timeout",
            "20",
            "--log-level",
            "warning",
            "--no-control-socket",
            *temporaire,
        ],
        {"JALON_ROLE_BASE": "application", "JALON_DELAI_REQUETE": "30"},
    )


def _ouvrier(taches: int) -> Enfant:
    return Enfant(
        "tâches",
        [sys.executable, "-m", "django", "procrastinate", "worker", "--queues", "jalon"]
        + ["--concurrency", str(taches), "--delete-jobs", "successful", "--shutdown-graceful-timeout", "20"],
        {
            "DJANGO_SETTINGS_MODULE": "jalon.config.settings",
            "JALON_ROLE_BASE": "application",
            "JALON_DELAI_REQUETE": "600",
        },
    )


def _verifier_schema() -> None:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executeur = MigrationExecutor(connection)
    if executeur.migration_plan(executeur.loader.graph.leaf_nodes()):
        raise click.ClickException("Le schéma de la base n'est pas à jour : lancez « jalon base migrer ».")
    connection.close()


def _finir_avec_le_parent() -> None:
    """Linux : si le surveillant est tué, le noyau demande l'arrêt de l'enfant."""
    prctl_mort_du_parent = 1
    ctypes.CDLL(None).prctl(prctl_mort_du_parent, signal.SIGTERM)

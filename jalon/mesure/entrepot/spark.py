"""Lire la copie exportée avec Spark, sur une grappe donnée ou sur une petite grappe de cette machine.

Spark et Java ne sont pas installés d'office : rien d'autre dans Jalon n'en dépend (`make spark`).
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

BOUCLE = "127.0.0.1"
TRAVAILLEURS = 2
ATTENTE = 60
"""Secondes laissées à la grappe pour répondre."""

MAITRE, TRAVAILLEUR = (
    "org.apache.spark.deploy.master.Master",
    "org.apache.spark.deploy.worker.Worker",
)


class SparkAbsent(RuntimeError):
    """Ce qu'il faut à Spark n'est pas installé, ou sa grappe ne répond pas ; le message dit que faire."""


def ce_qui_manque() -> str:
    """Ce qu'il faut installer pour que Spark calcule ; vide si rien ne manque."""
    if find_spec("pyspark") is None:
        return "Spark n'est pas installé : « make spark » (ou requirements/spark.txt) l'installe."
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        return "Java manque à Spark : installez le paquet openjdk-17-jre-headless (Java 17)."
    return ""


@contextmanager
def seance(dossier: Path, adresse: str = "") -> Iterator[Any]:
    """Une séance Spark où la copie exportée dans `dossier` est lisible sous ses deux noms de tables.

    `adresse` : une grappe déjà là (`spark://…`), qui doit voir ce dossier, avec le secret de
    `JALON_SPARK_SECRET` si elle en demande un ; vide : une grappe autonome de cette machine, un maître et
    deux travailleurs, le temps du calcul. Lève `SparkAbsent`.
    """
    manque = ce_qui_manque()
    if manque:
        raise SparkAbsent(manque)
    with _grappe() if not adresse else _deja_la(adresse) as (maitre, secret):
        session = _ouvrir(maitre, secret, locale=not adresse)
        try:
            for table in ("evenements", "episodes"):
                session.read.parquet(str(dossier / table)).createOrReplaceTempView(f"mesure_{table}")
            yield session
        finally:
            session.stop()


def lire(session: Any, requete: str) -> Sequence[tuple[Any, ...]]:
    """Les lignes d'une requête, en tuples."""
    return [tuple(ligne) for ligne in session.sql(requete).collect()]


@contextmanager
def _deja_la(adresse: str) -> Iterator[tuple[str, str]]:
    yield adresse, os.environ.get("JALON_SPARK_SECRET", "")


def _ouvrir(maitre: str, secret: str, *, locale: bool) -> Any:
    """`locale` : tout reste sur le bouclage ; une grappe d'ailleurs doit pouvoir rappeler cette machine."""
    reglages = {
        "spark.ui.enabled": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
        "spark.executor.memory": "1g",
        "spark.log.level": "ERROR",
        # Dit dans les deux cas : la machine Java d'une séance d'avant se souvient de ses réglages.
        "spark.authenticate": "true" if secret else "false",
        "spark.authenticate.secret": secret,
    }
    if locale:
        os.environ.setdefault("SPARK_LOCAL_IP", BOUCLE)
        reglages |= {
            "spark.sql.shuffle.partitions": str(2 * TRAVAILLEURS),
            "spark.driver.host": BOUCLE,
            "spark.driver.bindAddress": BOUCLE,
        }
    constructeur = import_module("pyspark.sql").SparkSession.builder.master(maitre).appName("jalon")
    for nom, valeur in reglages.items():
        constructeur = constructeur.config(nom, valeur)
    try:
        return constructeur.getOrCreate()
    except Exception as erreur:
        raise SparkAbsent(f"La grappe Spark {maitre} ne répond pas : {type(erreur).__name__}.") from erreur


@contextmanager
def _grappe() -> Iterator[tuple[str, str]]:
    """Un maître et deux travailleurs sur le bouclage, avec un secret que seul ce compte peut lire."""
    secret, port = secrets.token_hex(32), _port_libre()
    maitre = f"spark://{BOUCLE}:{port}"
    processus: list[subprocess.Popen[bytes]] = []
    with tempfile.TemporaryDirectory(prefix="jalon-spark-") as travail:
        reglages = Path(travail) / "reglages.conf"
        reglages.touch(mode=0o600)
        reglages.write_text(f"spark.authenticate true\nspark.authenticate.secret {secret}\n")
        communs = ["--host", BOUCLE, "--webui-port", "0", "--properties-file", str(reglages)]
        try:
            processus.append(_lancer(travail, MAITRE, *communs, "--port", str(port)))
            _attendre(port, processus)
            for rang in range(TRAVAILLEURS):
                dossier = str(Path(travail) / f"travailleur{rang}")
                ressources = ["--cores", "1", "--memory", "1g", "--work-dir", dossier]
                processus.append(_lancer(travail, TRAVAILLEUR, *communs, *ressources, maitre))
            yield maitre, secret
        finally:
            for lance in reversed(processus):
                _arreter(lance)


def _lancer(travail: str, classe: str, *arguments: str) -> subprocess.Popen[bytes]:
    racine = Path(import_module("pyspark").__file__ or "").parent
    env = os.environ | {
        "SPARK_HOME": str(racine),
        "SPARK_LOCAL_IP": BOUCLE,
        "SPARK_PUBLIC_DNS": BOUCLE,
        "SPARK_LOCAL_DIRS": travail,
    }
    commande = [*_avec_le_parent(), str(racine / "bin" / "spark-class"), classe, *arguments]
    with (Path(travail) / f"{classe.rsplit('.', 1)[-1]}.log").open("ab") as journal:
        return subprocess.Popen(  # noqa: S603 — programme de la bibliothèque, arguments de ce module
            commande,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=journal,
            stderr=journal,
            start_new_session=True,
        )


def _avec_le_parent() -> list[str]:
    """De quoi finir la grappe avec ce processus, même tué : `setpriv` est de toute Debian."""
    outil = shutil.which("setpriv")
    return [outil, "--pdeathsig", "TERM"] if outil else []


def _attendre(port: int, processus: Sequence[subprocess.Popen[bytes]]) -> None:
    echeance = time.monotonic() + ATTENTE
    while time.monotonic() < echeance:
        if any(lance.poll() is not None for lance in processus):
            break
        with suppress(OSError), socket.create_connection((BOUCLE, port), timeout=1):
            return
        time.sleep(0.2)
    raise SparkAbsent("La grappe Spark de cette machine n'a pas démarré : Java 17 est-il bien installé ?")


def _arreter(lance: subprocess.Popen[bytes]) -> None:
    lance.terminate()
    try:
        lance.wait(timeout=10)
    except subprocess.TimeoutExpired:
        lance.kill()
        lance.wait()


def _port_libre() -> int:
    with socket.socket() as prise:
        prise.bind((BOUCLE, 0))
        port: int = prise.getsockname()[1]
        return port

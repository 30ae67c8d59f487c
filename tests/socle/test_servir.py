"""`jalon servir` : le site et les tâches démarrent, se relèvent, et s'arrêtent proprement."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import psutil
import pytest

from jalon.cli import servir
from jalon.socle.base.grappe import Grappe
from tests.modele import installer_copie

COMMANDE = [sys.executable, "-c", "from jalon.cli import principale; principale()"]
RACINE = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def installation():
    """Dossier d'une installation jetable, base migrée."""
    racine = Path(mkdtemp(prefix="jalon-servir-"))
    dossier = racine / "d"
    installer_copie(dossier)
    variables = {"PATH": os.environ["PATH"], "JALON_DOSSIER": str(dossier), "JALON_BASE_JETABLE": "1"}
    yield dossier, variables
    rmtree(racine)


def attendre(condition, delai=60.0):
    limite = time.monotonic() + delai
    while time.monotonic() < limite:
        trouve = condition()
        if trouve:
            return trouve
        time.sleep(0.2)
    raise AssertionError("délai dépassé")


def lire(port: int) -> int | None:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/compte/login/", timeout=10) as reponse:  # noqa: S310
            return reponse.status
    except (urllib.error.URLError, OSError):
        return None


def test_servir_repond_se_releve_et_s_arrete(installation):
    dossier, variables = installation
    with socket.socket() as libre:
        libre.bind(("127.0.0.1", 0))
        port = libre.getsockname()[1]
    surveillant = subprocess.Popen(
        [*COMMANDE, "servir", "--port", str(port), "--processus", "1"],
        env=variables,
        cwd=RACINE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        attendre(lambda: lire(port) == 200)
        enfants = attendre(
            lambda: [e for e in psutil.Process(surveillant.pid).children() if "procrastinate" in e.cmdline()]
        )
        enfants[0].kill()
        attendre(
            lambda: any(
                "procrastinate" in enfant.cmdline() and enfant.pid != enfants[0].pid
                for enfant in psutil.Process(surveillant.pid).children()
                if enfant.status() != psutil.STATUS_ZOMBIE
            )
        )
        descendants = psutil.Process(surveillant.pid).children(recursive=True)
        surveillant.send_signal(signal.SIGTERM)
        assert surveillant.wait(60) == 0
        assert not any(
            enfant.is_running() and enfant.status() != psutil.STATUS_ZOMBIE for enfant in descendants
        )
        assert not Grappe(dossier / "base").demarree
    finally:
        surveillant.kill()


def test_un_processus_qui_tombe_sans_cesse_arrete_tout(monkeypatch, capsys):
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    enfant = servir.Enfant("fragile", [sys.executable, "-c", "raise SystemExit(3)"], {})
    assert servir.surveiller([enfant]) == 1
    assert len(enfant.relances) == servir.RELANCES_MAX
    assert "« fragile » tombe sans cesse" in capsys.readouterr().err

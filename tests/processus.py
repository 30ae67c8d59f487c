"""Un autre processus sur la base de l'essai : le lancer, le tuer net."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.db import connection

RACINE = Path(__file__).resolve().parent.parent
DELAI = 60


def environnement() -> dict[str, str]:
    """Le processus écrit dans la base de ce test, avec son propre accès."""
    reglages = connection.settings_dict
    hote = quote(str(reglages["HOST"]), safe="")
    mot_de_passe = f":{quote(reglages['PASSWORD'])}" if reglages["PASSWORD"] else ""
    adresse = f"postgresql://{reglages['USER']}{mot_de_passe}@{hote}:{reglages['PORT']}/{reglages['NAME']}"
    return os.environ | {
        "JALON_DATABASE_URL": adresse,
        "JALON_DATABASE_URL_PROPRIETAIRE": adresse,
        "DJANGO_SETTINGS_MODULE": "tests.reglages",
    }


@contextmanager
def tue_ensuite(
    code: str, atteint: Callable[[], bool], *arguments: str, delai: float = DELAI
) -> Iterator[subprocess.Popen[bytes]]:
    """Lance ce code, attend qu'il en soit là, le rend le temps du bloc, puis le tue sans prévenir."""
    processus = subprocess.Popen([sys.executable, "-c", code, *arguments], cwd=RACINE, env=environnement())
    try:
        limite = time.monotonic() + delai
        while not atteint():
            assert processus.poll() is None, "le processus s'est arrêté avant d'être tué"
            assert time.monotonic() < limite, "le processus n'en est pas arrivé là"
            time.sleep(0.01)
        assert processus.poll() is None, "le processus a fini avant d'être tué"
        yield processus
    finally:
        processus.send_signal(signal.SIGKILL)
        processus.wait()


def tuer_au_temoin(code: str, temoin: Path, *arguments: str) -> None:
    """Tue ce code dès qu'il pose `temoin`, son premier argument."""
    with tue_ensuite(code, temoin.exists, str(temoin), *arguments):
        pass

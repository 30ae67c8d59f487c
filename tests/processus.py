"""Un autre processus sur la base de l'essai : le lancer, le tuer net."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
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


def tuer_au_temoin(code: str, temoin: Path, *arguments: str) -> None:
    """Lance ce code, attend qu'il pose `temoin` (son premier argument), puis le tue sans prévenir."""
    ordre = [sys.executable, "-c", code, str(temoin), *arguments]
    processus = subprocess.Popen(ordre, cwd=RACINE, env=environnement())
    try:
        limite = time.monotonic() + DELAI
        while not temoin.exists():
            assert processus.poll() is None, "le processus s'est arrêté avant d'être tué"
            assert time.monotonic() < limite, "le processus n'est pas arrivé jusqu'au témoin"
            time.sleep(0.05)
    finally:
        processus.send_signal(signal.SIGKILL)
        processus.wait()

"""Ce qui est long à installer se fait une fois par séance d'essais ; chacun en reçoit une copie."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent


def installer_copie(dossier: Path) -> None:
    """Une installation neuve dans `dossier`, qui n'existe pas encore ; sa base est à l'arrêt."""
    modele = _seance() / "modele"
    _une_fois("modele", lambda: _installer(modele))
    dossier.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", str(modele), str(dossier)], check=True)


def migrer_une_fois() -> None:
    """La base de cette séance, au dernier schéma : celles des essais en sont copiées."""
    from django.db import connections

    from jalon.socle.base.installation import migrer

    _une_fois("base", migrer)
    connections.close_all()


def _seance() -> Path:
    return Path(os.environ["JALON_DOSSIER_TESTS"])


def _une_fois(nom: str, travail: Callable[[], None]) -> None:
    """Le premier processus le fait, les autres l'attendent."""
    fait = _seance() / f"{nom}.fait"
    with (_seance() / f"{nom}.verrou").open("w") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        if not fait.exists():
            travail()
            fait.touch()


def _installer(dossier: Path) -> None:
    propres = {cle: v for cle, v in os.environ.items() if not cle.startswith(("JALON_", "DJANGO_"))}
    variables = {"JALON_DOSSIER": str(dossier), "XDG_RUNTIME_DIR": str(_seance()), "JALON_BASE_JETABLE": "1"}
    ordre = [sys.executable, "-m", "tests.navigateur.semer", "installer"]
    subprocess.run(ordre, cwd=RACINE, env=propres | variables, check=True)

"""Le fichier téléversé, entre l'écran et la tâche qui le charge : lisible du seul compte du serveur."""

from __future__ import annotations

import os
import re
import shutil
import time
import uuid
from collections.abc import Iterable
from pathlib import Path

from jalon.socle.base.dossier import dossier

ABANDON = 7 * 86400
"""Secondes au bout desquelles un dépôt qu'aucune tâche n'a pris est effacé."""
_INTERDITS = re.compile(r"[^A-Za-z0-9._-]+")


def deposer(nom: str, morceaux: Iterable[bytes]) -> str:
    """Garde un fichier reçu (0600, dans un dossier 0700) et rend la clé de son dépôt.

    Le nom gardé est celui du fichier, réduit aux lettres simples, chiffres, points et tirets. Lève `OSError`
    si le disque est plein : rien n'est gardé.
    """
    cle = uuid.uuid4().hex
    place = _racine() / cle
    place.mkdir(mode=0o700)
    chemin = place / (_INTERDITS.sub("_", Path(nom).name).strip("._")[-120:] or "flux.xml")
    try:
        descripteur = os.open(chemin, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descripteur, "wb") as fichier:
            for morceau in morceaux:
                fichier.write(morceau)
            fichier.flush()
            os.fsync(fichier.fileno())
    except OSError:
        oublier(cle)
        raise
    return cle


def deplacer(nom: str, origine: Path) -> str:
    """Comme `deposer`, pour un fichier déjà sur le disque : déplacé sans copie si c'est le même disque."""
    cle = deposer(nom, ())
    chemin = depot(cle)
    shutil.move(origine, chemin)
    chemin.chmod(0o600)
    return cle


def depot(cle: str) -> Path:
    """Fichier d'un dépôt. Lève `FileNotFoundError` s'il a été pris ou effacé."""
    place = lieu(cle)
    for chemin in place.iterdir():
        if not chemin.name.startswith("."):
            return chemin
    raise FileNotFoundError(place)


def lieu(cle: str) -> Path:
    """Dossier d'un dépôt ; un fichier au nom pointé y accompagne le fichier déposé et part avec lui."""
    return _racine() / uuid.UUID(cle).hex


def oublier(cle: str) -> None:
    """Efface un dépôt ; sans effet s'il n'existe plus."""
    shutil.rmtree(lieu(cle), ignore_errors=True)


def effacer_abandonnes() -> int:
    """Efface les dépôts qu'aucune tâche n'a pris depuis une semaine ; rend leur nombre."""
    limite = time.time() - ABANDON
    vieux = [place for place in _racine().iterdir() if place.stat().st_mtime < limite]
    for place in vieux:
        shutil.rmtree(place, ignore_errors=True)
    return len(vieux)


def _racine() -> Path:
    chemin = dossier() / "flux" / "depots"
    chemin.mkdir(mode=0o700, parents=True, exist_ok=True)
    return chemin

"""Le dossier de travail d'une installation : où il est, et les clés qu'il garde.

`JALON_DOSSIER` le désigne (défaut : ~/.local/share/jalon). `JALON_CLES` désigne le fichier des clés
(défaut : `cles.json` dans le dossier). Ce fichier n'est jamais dans la base ni dans une sauvegarde de la
base.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import secrets
from pathlib import Path

CLES = ("secret_django", "secret_facteurs", "secret_personnes")
"""Signature des sessions ; chiffrement des seconds facteurs, puis des NIR et des dossiers reçus.

Chacune fait 32 octets, en base64.
"""


def dossier() -> Path:
    """Dossier de travail, créé s'il manque, lisible de son seul propriétaire."""
    chemin = Path(os.environ.get("JALON_DOSSIER") or "~/.local/share/jalon").expanduser().absolute()
    if not chemin.is_dir():
        chemin.mkdir(mode=0o700, parents=True, exist_ok=True)
    return chemin


def sous_dossier(nom: str) -> Path:
    """Dossier de ce nom dans le dossier de travail, créé s'il manque, lisible de son seul propriétaire."""
    chemin = dossier() / nom
    chemin.mkdir(mode=0o700, exist_ok=True)
    return chemin


def chemin_cles() -> Path:
    """Fichier des clés de cette installation."""
    donne = os.environ.get("JALON_CLES")
    return Path(donne).expanduser().absolute() if donne else dossier() / "cles.json"


def lire_cles() -> dict[str, str]:
    """Clés de l'installation ; créées au premier appel, fichier en 0600.

    Lève `PermissionError` si d'autres comptes de la machine peuvent lire le fichier.
    """
    chemin = chemin_cles()
    if not chemin.exists():
        _creer_cles(chemin)
    if chemin.stat().st_mode & 0o077:
        raise PermissionError(
            f"Le fichier des clés {chemin} est lisible par d'autres comptes : lancez « chmod 600 {chemin} »."
        )
    cles: dict[str, str] = json.loads(chemin.read_text())
    if set(CLES) <= cles.keys():
        return cles
    return _completer_cles(chemin)


def _completer_cles(chemin: Path) -> dict[str, str]:
    """Ajoute les clés nées depuis la création du fichier, une seule fois même à deux démarrages."""
    with chemin.with_name(f"{chemin.name}.verrou").open("w") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        cles: dict[str, str] = json.loads(chemin.read_text())
        if not set(CLES) <= cles.keys():
            cles = _nouvelles_cles() | cles
            _ecrire_brouillon(chemin, cles).replace(chemin)
    return cles


def _nouvelles_cles() -> dict[str, str]:
    return {nom: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode() for nom in CLES}


def _ecrire_brouillon(chemin: Path, cles: dict[str, str]) -> Path:
    brouillon = chemin.with_name(f"{chemin.name}.{secrets.token_hex(6)}")
    descripteur = os.open(brouillon, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descripteur, "w") as fichier:
        json.dump(cles, fichier)
        fichier.flush()
        os.fsync(fichier.fileno())
    return brouillon


def _creer_cles(chemin: Path) -> None:
    """Écrit le fichier complet à côté puis le lie à sa place : deux démarrages simultanés gardent le même."""
    chemin.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    brouillon = _ecrire_brouillon(chemin, _nouvelles_cles())
    try:
        os.link(brouillon, chemin)
    except FileExistsError:
        pass
    finally:
        brouillon.unlink()

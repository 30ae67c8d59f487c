"""Le fichier reçu est gardé, chiffré, le temps que dit un paramètre ; puis il est effacé."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path
from threading import Event
from typing import NamedTuple
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from jalon.parcours.personnes.models import Chargement
from jalon.socle.base.chiffrement import chiffrer, dechiffrer
from jalon.socle.base.dossier import dossier
from jalon.socle.parametres.selectors import parametre
from jalon.sources.flux_cnaf import limites

CONSERVATION = "flux.conservation_fichiers"
MORCEAU = limites.MORCEAU
LONGUEUR = 4


def empreinte_du_fichier(chemin: Path) -> str:
    """SHA-256 du fichier, lu par morceaux."""
    with chemin.open("rb") as fichier:
        return hashlib.file_digest(fichier, "sha256").hexdigest()


class Copie(NamedTuple):
    """Copie chiffrée d'un fichier, pas encore à sa place, et le SHA-256 des octets qu'elle garde."""

    brouillon: Path
    empreinte: str


@contextmanager
def copie_a_cote(chemin: Path) -> Iterator[Future[Copie]]:
    """Copie chiffrée du fichier, écrite dans un autre fil le temps du bloc ; effacée si le bloc échoue."""
    brouillon = dossier_archives() / f"{uuid4().hex}.brouillon"
    assez = Event()
    with ThreadPoolExecutor(1, "archive") as fil:
        copie = fil.submit(_copier, chemin, brouillon, assez)
        try:
            yield copie
        except BaseException:
            assez.set()
            wait([copie])
            brouillon.unlink(missing_ok=True)
            raise


def archiver(copie: Copie, chargement: Chargement) -> None:
    """Garde la copie chiffrée, mise à sa place quand la transaction est validée."""
    chargement.archive = copie.brouillon.with_suffix(".flux").name
    jours = int(parametre(CONSERVATION, timezone.localdate()))
    chargement.effacer_le = timezone.localdate() + timedelta(days=jours)
    chargement.save(update_fields=["archive", "effacer_le"])
    transaction.on_commit(lambda: _placer(copie.brouillon, dossier_archives() / chargement.archive))


def _copier(chemin: Path, brouillon: Path, assez: Event) -> Copie:
    empreinte = hashlib.sha256()
    with chemin.open("rb") as lu, _ouvrir_neuf(brouillon) as ecrit:
        while not assez.is_set() and (morceau := lu.read(MORCEAU)):
            empreinte.update(morceau)
            scelle = chiffrer(morceau)
            ecrit.write(len(scelle).to_bytes(LONGUEUR, "big"))
            ecrit.write(scelle)
        ecrit.flush()
        os.fsync(ecrit.fileno())
    return Copie(brouillon, empreinte.hexdigest())


def ranger_brouillons() -> None:
    """Remet en place l'archive d'un chargement validé puis tué net ; efface celles des chargements défaits.

    À appeler sous le verrou des chargements : aucun autre n'écrit alors de brouillon.
    """
    for brouillon in dossier_archives().glob("*.brouillon"):
        final = brouillon.with_suffix(".flux")
        if not final.exists() and Chargement.objects.filter(archive=final.name).exists():
            _placer(brouillon, final)
        else:
            brouillon.unlink(missing_ok=True)


def _placer(brouillon: Path, final: Path) -> None:
    with suppress(FileNotFoundError):
        brouillon.replace(final)


def lire_archive(chargement: Chargement) -> Iterator[bytes]:
    """Octets du fichier tel qu'il a été reçu. Lève `FileNotFoundError` s'il a été effacé."""
    with (dossier_archives() / chargement.archive).open("rb") as fichier:
        while longueur := fichier.read(LONGUEUR):
            yield dechiffrer(fichier.read(int.from_bytes(longueur, "big")))


def effacer_archives(a_la_date: date) -> int:
    """Efface les fichiers dont la durée est passée ; rend leur nombre."""
    effaces = 0
    for chargement in Chargement.objects.filter(effacer_le__lt=a_la_date).exclude(archive=""):
        (dossier_archives() / chargement.archive).unlink(missing_ok=True)
        chargement.archive = ""
        chargement.save(update_fields=["archive"])
        effaces += 1
    return effaces


def dossier_archives() -> Path:
    """Où sont gardés les fichiers reçus : `JALON_ARCHIVES`, ou `flux` dans le dossier de travail."""
    donne = os.environ.get("JALON_ARCHIVES")
    chemin = Path(donne).expanduser() if donne else dossier() / "flux"
    chemin.mkdir(mode=0o700, parents=True, exist_ok=True)
    return chemin


def _ouvrir_neuf(chemin: Path):  # type: ignore[no-untyped-def]
    return os.fdopen(os.open(chemin, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")

"""Ouvrir un flux sans danger : clair, `.gz` ou `.zip`, lu par morceaux, taille et taux bornés."""

from __future__ import annotations

import gzip
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from jalon.sources.flux_cnaf import limites
from jalon.sources.flux_cnaf.erreurs import COUPE, FluxIllisible

GZIP, ZIP, ZIP_VIDE = b"\x1f\x8b", b"PK\x03\x04", b"PK\x05\x06"
FIN = re.compile(rb"</(?:[\w.-]+:)?Racine\s*>")
ARCHIVE_COUPEE = (
    "l'archive est coupée ou abîmée : son contenu ne se décompresse pas jusqu'au bout. "
    "Téléchargez-la de nouveau."
)
BOMBE = "l'archive se décompresse en une taille démesurée : elle est refusée par sécurité."


@dataclass(frozen=True, slots=True)
class Bornes:
    """Tailles en octets au-delà desquelles un fichier est refusé."""

    octets_max: int = limites.OCTETS_FLUX_MAX
    taux_max: int = limites.TAUX_MAX
    taux_des: int = limites.TAUX_DES


class Source:
    """Des octets XML à lire dans l'ordre. `lus` : octets décompressés. `clair` : hors archive."""

    def __init__(
        self,
        flux: BinaryIO,
        *,
        nom: str = "",
        a_fermer: tuple[BinaryIO, ...] = (),
        compresses: Callable[[], int] | None = None,
        bornes: Bornes | None = None,
        clair: Path | None = None,
    ) -> None:
        self._flux = flux
        self._a_fermer = a_fermer
        self._compresses = compresses
        self._bornes = bornes or Bornes()
        self._clair = clair
        self.nom = nom
        self.lus = 0

    def __enter__(self) -> Source:
        return self

    def __exit__(self, *_: object) -> None:
        self.fermer()

    def fermer(self) -> None:
        """Ferme ce que Jalon a ouvert ; le flux donné par l'appelant reste à lui."""
        for flux in self._a_fermer:
            flux.close()

    def lire(self) -> bytes:
        """Le morceau suivant, vide à la fin. Lève `FluxIllisible` : archive coupée ou démesurée, panne."""
        try:
            morceau = self._flux.read(limites.MORCEAU) or b""
        except (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile) as erreur:
            raise FluxIllisible(ARCHIVE_COUPEE) from erreur
        except OSError as erreur:
            raise FluxIllisible(_lecture_impossible(erreur)) from erreur
        self.lus += len(morceau)
        self._verifier_taille()
        return morceau

    def controler_fin(self) -> None:
        """Refuse avant toute lecture un fichier en clair où rien, vers la fin, ne ferme le flux.

        Un fichier de plusieurs gigaoctets coupé se refuserait sinon après des minutes d'analyse. Rien de plus
        n'est affirmé : c'est le parcours qui prouve qu'un fichier est entier.
        """
        if self._clair is None:
            return
        with self._clair.open("rb") as fichier:
            fichier.seek(max(0, self._clair.stat().st_size - limites.OCTETS_ENTETE_MAX))
            if FIN.search(fichier.read()):
                return
            fichier.seek(0)
            morceaux = iter(lambda: fichier.read(limites.MORCEAU), b"")
            lignes = sum(morceau.count(b"\n") for morceau in morceaux)
        raise FluxIllisible(COUPE, 1 + lignes)

    def _verifier_taille(self) -> None:
        bornes = self._bornes
        if self.lus > bornes.octets_max:
            raise FluxIllisible(
                f"le fichier dépasse {bornes.octets_max / 1e9:.1f} Go une fois décompressé : ce n'est "
                f"pas un flux "
                "de la CNAF. Vérifiez le fichier."
            )
        if self._compresses is None or self.lus < bornes.taux_des:
            return
        if self.lus > bornes.taux_max * max(self._compresses(), 1):
            raise FluxIllisible(BOMBE)


def ouvrir(source: Path | str | BinaryIO, *, bornes: Bornes | None = None) -> Source:
    """Ouvre un chemin ou un flux binaire ; le format se reconnaît au contenu, pas au nom.

    Lève `FluxIllisible` : absent, vide, archive à plusieurs entrées, chiffrée, démesurée.
    """
    if not isinstance(source, (str, Path)):
        return _reconnaitre(source, str(getattr(source, "name", "")), (), bornes)
    chemin = Path(source)
    try:
        fichier: BinaryIO = chemin.open("rb")
    except OSError as erreur:
        raise FluxIllisible(_lecture_impossible(erreur)) from erreur
    try:
        return _reconnaitre(fichier, chemin.name, (fichier,), bornes, chemin)
    except BaseException:
        fichier.close()
        raise


def _reconnaitre(
    brut: BinaryIO,
    nom: str,
    a_fermer: tuple[BinaryIO, ...],
    bornes: Bornes | None,
    chemin: Path | None = None,
) -> Source:
    try:
        debut = brut.read(4)
    except OSError as erreur:
        raise FluxIllisible(_lecture_impossible(erreur)) from erreur
    if not debut:
        raise FluxIllisible("le fichier est vide. Téléchargez-le de nouveau.")
    if debut.startswith((ZIP, ZIP_VIDE)):
        return _zip(brut, nom, a_fermer, bornes)
    suite = _Suite(debut, brut)
    if debut.startswith(GZIP):
        archive = cast(BinaryIO, gzip.GzipFile(fileobj=cast(BinaryIO, suite)))
        return Source(archive, nom=nom, a_fermer=a_fermer, compresses=lambda: suite.lus, bornes=bornes)
    return Source(cast(BinaryIO, suite), nom=nom, a_fermer=a_fermer, bornes=bornes, clair=chemin)


def _zip(brut: BinaryIO, nom: str, a_fermer: tuple[BinaryIO, ...], bornes: Bornes | None) -> Source:
    try:
        brut.seek(0)
        archive = zipfile.ZipFile(brut)
        entrees = [info for info in archive.infolist() if not info.is_dir()]
        if len(entrees) != 1:
            raise FluxIllisible(
                f"l'archive contient {len(entrees)} fichiers ; Jalon en attend un seul. Décompressez-la "
                f"et donnez "
                "les fichiers un à un."
            )
        entree = entrees[0]
        if entree.flag_bits & 1:
            raise FluxIllisible("l'archive est protégée par un mot de passe. Décompressez-la d'abord.")
        flux = cast(BinaryIO, archive.open(entree))
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as erreur:
        raise FluxIllisible(ARCHIVE_COUPEE) from erreur
    return Source(
        flux, nom=nom, a_fermer=(flux, *a_fermer), compresses=lambda: entree.compress_size, bornes=bornes
    )


class _Suite:
    """Un flux dont on a déjà lu le début ; `lus` compte les octets rendus."""

    def __init__(self, debut: bytes, flux: BinaryIO) -> None:
        self._debut = debut
        self._flux = flux
        self.lus = 0

    def read(self, octets: int = -1) -> bytes:
        if self._debut:
            fin = len(self._debut) if octets < 0 else octets
            morceau, self._debut = self._debut[:fin], self._debut[fin:]
        else:
            morceau = self._flux.read(octets) or b""
        self.lus += len(morceau)
        return morceau


def _lecture_impossible(erreur: OSError) -> str:
    raison = erreur.strerror or "erreur de lecture"
    return f"le fichier ne se lit pas ({raison}). Vérifiez son chemin et ses droits."

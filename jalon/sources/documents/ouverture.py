"""Ouvrir un fichier sans danger : format reconnu au contenu, tailles et archives vérifiées avant lecture."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from pathlib import Path

from jalon.sources.documents.classeur import lire_classeur
from jalon.sources.documents.erreurs import DocumentIllisible
from jalon.sources.documents.flux import Bloc, Texte
from jalon.sources.documents.limites import (
    CARACTERES_DOCUMENT_MAX,
    FICHIERS_ARCHIVE_MAX,
    OCTETS_DECOMPRESSES_MAX,
    OCTETS_MAX,
    RATIO_DES,
    RATIO_MAX,
)
from jalon.sources.documents.texte import lire_texte
from jalon.sources.documents.traitement import lire_traitement

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
REFUS = (
    (
        b"%PDF",
        "c'est un PDF, que Jalon ne lit pas encore. Demandez le fichier .docx, .xlsx ou .ods d'origine.",
    ),
    (b"{\\rtf", "c'est un fichier RTF. Enregistrez-le en .docx."),
    (b"PK\x05\x06", "l'archive est vide. Enregistrez de nouveau le document."),
)


def ouvrir(source: Path | bytes, nom: str) -> list[Bloc]:
    """Le flux du document. Lève `DocumentIllisible`, toujours avec le nom du document."""
    try:
        blocs = _ouvrir(source, nom)
        _verifier_longueur(blocs)
        return blocs
    except DocumentIllisible as erreur:
        if erreur.nom:
            raise
        raise DocumentIllisible(str(erreur), nom) from erreur


def _verifier_longueur(blocs: list[Bloc]) -> None:
    """Refuse un texte sans commune mesure avec un rapport (celui d'un grand département : 160 000)."""
    total = 0
    for bloc in blocs:
        if isinstance(bloc, Texte):
            total += len(bloc.clair)
        else:
            total += sum(len(case.texte) for rangee in bloc.rangees for case in rangee.cases)
        if total > CARACTERES_DOCUMENT_MAX:
            raise DocumentIllisible(
                f"le document contient plus de {CARACTERES_DOCUMENT_MAX} caractères : ce n'est pas un "
                "rapport. Gardez-en les pages utiles."
            )


def _ouvrir(source: Path | bytes, nom: str) -> list[Bloc]:
    octets = _octets(source, nom)
    for signature, message in REFUS:
        if octets.startswith(signature):
            raise DocumentIllisible(message, nom)
    if octets.startswith(OLE):
        raise DocumentIllisible(_ole(octets), nom)
    if octets.startswith(ZIP):
        return _archive(octets, nom)
    return lire_texte(octets, nom)


def _octets(source: Path | bytes, nom: str) -> bytes:
    if isinstance(source, Path):
        try:
            taille = source.stat().st_size
            if taille > OCTETS_MAX:
                raise DocumentIllisible(_trop_gros(taille), nom)
            octets = source.read_bytes()
        except OSError as erreur:
            raise DocumentIllisible(
                f"le fichier ne s'ouvre pas ({erreur.strerror or erreur}). "
                f"Vérifiez son chemin et ses droits.",
                nom,
            ) from erreur
    else:
        octets = source
    if len(octets) > OCTETS_MAX:
        raise DocumentIllisible(_trop_gros(len(octets)), nom)
    if not octets.strip():
        raise DocumentIllisible("le fichier est vide. Vérifiez qu'il a bien été enregistré.", nom)
    return octets


def _trop_gros(taille: int) -> str:
    return (
        f"le fichier pèse {taille / 1e6:.0f} Mo, plus que les {OCTETS_MAX / 1e6:.0f} Mo admis. "
        "Retirez-en les images ou découpez-le."
    )


def _ole(octets: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in octets:
        return "le document est protégé par un mot de passe. Retirez la protection puis recommencez."
    return "c'est un ancien format Office (.doc, .xls). Enregistrez-le en .docx, .xlsx ou .ods."


def _archive(octets: bytes, nom: str) -> list[Bloc]:
    noms = verifier_archive(octets, nom)
    if "word/document.xml" in noms:
        return lire_traitement(octets, nom)
    if "xl/workbook.xml" in noms:
        return lire_classeur(octets, nom)
    if "content.xml" in noms and _mimetype(octets).startswith(
        "application/vnd.oasis.opendocument.spreadsheet"
    ):
        return lire_classeur(octets, nom)
    raise DocumentIllisible(
        "c'est une archive, mais ni un .docx, ni un .xlsx, ni "
        "un .ods. Enregistrez le rapport dans un de ces formats.",
        nom,
    )


def _mimetype(octets: bytes) -> str:
    with zipfile.ZipFile(BytesIO(octets)) as archive:
        try:
            with archive.open("mimetype") as flux:
                return flux.read(200).decode("ascii", "replace")
        except KeyError:
            return ""


def verifier_archive(octets: bytes, nom: str) -> frozenset[str]:
    """Noms des fichiers d'une archive saine : ni bombe, ni chiffrée, ni tronquée, ni entité XML."""
    try:
        with zipfile.ZipFile(BytesIO(octets)) as archive:
            infos = archive.infolist()
            _verifier_tailles(infos, nom)
            if any(info.flag_bits & 1 for info in infos):
                raise DocumentIllisible(CHIFFRE, nom)
            noms = frozenset(info.filename for info in infos)
            for info in infos:
                _verifier_contenu(archive, info, nom)
            return noms
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, zlib.error) as erreur:
        raise DocumentIllisible(
            "le fichier est tronqué ou abîmé. Téléchargez-le ou enregistrez-le de nouveau.", nom
        ) from erreur


CHIFFRE = "le document est protégé par un mot de passe. Retirez la protection puis recommencez."
BOMBE = "l'archive se décompresse en une taille démesurée ; elle est refusée par sécurité."


def _verifier_tailles(infos: list[zipfile.ZipInfo], nom: str) -> None:
    total = sum(info.file_size for info in infos)
    if len(infos) > FICHIERS_ARCHIVE_MAX or total > OCTETS_DECOMPRESSES_MAX:
        raise DocumentIllisible(BOMBE, nom)
    for info in infos:
        if info.file_size > RATIO_DES and info.file_size > RATIO_MAX * max(info.compress_size, 1):
            raise DocumentIllisible(BOMBE, nom)


def _verifier_contenu(archive: zipfile.ZipFile, info: zipfile.ZipInfo, nom: str) -> None:
    """Décompresse chaque XML par morceaux : la taille annoncée peut mentir, une entité peut s'y cacher."""
    if not info.filename.endswith((".xml", ".rels")):
        return
    lus = 0
    queue = b""
    with archive.open(info) as flux:
        while morceau := flux.read(1 << 20):
            lus += len(morceau)
            if lus > info.file_size or lus > OCTETS_DECOMPRESSES_MAX:
                raise DocumentIllisible(BOMBE, nom)
            bloc = queue + morceau
            if b"<!DOCTYPE" in bloc or b"<!ENTITY" in bloc:
                raise DocumentIllisible(
                    "le fichier contient des entités XML, interdites "
                    "par sécurité. Enregistrez-le de nouveau.",
                    nom,
                )
            if info.filename == "META-INF/manifest.xml" and b"encryption-data" in bloc:
                raise DocumentIllisible(CHIFFRE, nom)
            queue = morceau[-16:]

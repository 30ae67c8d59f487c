"""Ouvrir un tableur (XLSX, ODS, CSV) sans danger : ses feuilles, en textes, chaque ligne numérotée."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from jalon.sources.chargements import FichierRefuse
from jalon.sources.documents.classeur import ecrire_valeur
from jalon.sources.documents.erreurs import DocumentIllisible
from jalon.sources.documents.limites import COLONNES_MAX, LIGNES_MAX, OCTETS_MAX
from jalon.sources.documents.ouverture import OLE, ZIP, verifier_archive

SEPARATEURS = (";", "\t", ",", "|")
CASE_MAX = 1000
BINAIRES = (OLE, b"%PDF", b"{\\rtf", b"\x1f\x8b")


@dataclass(frozen=True, slots=True)
class Feuille:
    """Une feuille et ses lignes non vides : (numéro dans le fichier, cases sans blancs autour)."""

    nom: str
    rangees: list[tuple[int, tuple[str, ...]]] = field(repr=False)


def ouvrir_tableur(chemin: Path, nom: str = "") -> list[Feuille]:
    """Feuilles qui ont au moins une ligne. Lève `FichierRefuse`."""
    if chemin.stat().st_size > OCTETS_MAX:
        raise FichierRefuse(f"le fichier pèse plus de {OCTETS_MAX // 1_000_000} Mo. Découpez-le.")
    octets = chemin.read_bytes()
    if not octets.strip():
        raise FichierRefuse("le fichier est vide. Vérifiez qu'il a bien été enregistré.")
    if octets.startswith(BINAIRES):
        raise FichierRefuse("ce format n'est pas lu. Enregistrez le tableau en .xlsx, .ods ou .csv.")
    lues = _classeur(octets) if octets.startswith(ZIP) else [_csv(octets, Path(nom or chemin.name).stem)]
    pleines = [feuille for feuille in lues if feuille.rangees]
    if not pleines:
        raise FichierRefuse("le fichier n'a aucune ligne. Vérifiez qu'il a bien été enregistré.")
    return pleines


def _classeur(octets: bytes) -> list[Feuille]:
    try:
        noms = verifier_archive(octets, "")
        if not noms & {"xl/workbook.xml", "content.xml"}:
            raise FichierRefuse("c'est une archive, mais ni un .xlsx ni un .ods.")
        classeur = CalamineWorkbook.from_filelike(BytesIO(octets))
        return [_feuille(classeur, nom) for nom in classeur.sheet_names]
    except DocumentIllisible as erreur:
        raise FichierRefuse(str(erreur)) from None
    except CalamineError:
        raise FichierRefuse(
            "le classeur est abîmé ou protégé. Ouvrez-le et enregistrez-le de nouveau en .xlsx ou .ods."
        ) from None


def _feuille(classeur: CalamineWorkbook, nom: str) -> Feuille:
    feuille = classeur.get_sheet_by_name(nom)
    _verifier_taille(nom, feuille.total_height, feuille.total_width)
    rangees = (
        (numero, tuple(_case(ecrire_valeur(valeur)) for valeur in valeurs))
        for numero, valeurs in enumerate(feuille.to_python(skip_empty_area=False), start=1)
    )
    return Feuille(nom, _non_vides(rangees))


def _csv(octets: bytes, nom: str) -> Feuille:
    texte = _decoder(octets)
    if "\x00" in texte:
        raise FichierRefuse("ce n'est pas un tableau. Enregistrez-le en .xlsx, .ods ou .csv.")
    lecteur = csv.reader(StringIO(texte, newline=""), delimiter=_separateur(texte), strict=True)
    return Feuille(nom, _non_vides(_lignes_csv(lecteur, nom)))


def _lignes_csv(lecteur, nom: str) -> Iterator[tuple[int, tuple[str, ...]]]:  # type: ignore[no-untyped-def]
    debut = 1
    try:
        for valeurs in lecteur:
            _verifier_taille(nom, debut, len(valeurs))
            yield debut, tuple(map(_case, valeurs))
            debut = lecteur.line_num + 1
    except csv.Error:
        raise FichierRefuse(
            f"ligne {debut} : un guillemet est ouvert et n'est pas fermé. Le fichier est peut-être coupé : "
            "enregistrez-le de nouveau."
        ) from None


def _decoder(octets: bytes) -> str:
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodages: tuple[str, ...] = ("utf-16",)
    else:
        encodages = ("utf-8-sig", "cp1252")
    for encodage in encodages:
        try:
            return octets.decode(encodage)
        except UnicodeDecodeError:
            continue
    raise FichierRefuse("le texte n'est ni en UTF-8 ni en windows-1252. Enregistrez-le en UTF-8.")


def _separateur(texte: str) -> str:
    """Le séparateur le plus présent dans les premières lignes."""
    debut = "\n".join(texte.splitlines()[:20])
    return max(SEPARATEURS, key=debut.count)


def _non_vides(
    rangees: Iterator[tuple[int, tuple[str, ...]]],
) -> list[tuple[int, tuple[str, ...]]]:
    return [(numero, cases) for numero, cases in rangees if any(cases)]


def _case(texte: str) -> str:
    return " ".join(texte.split())[:CASE_MAX]


def _verifier_taille(nom: str, lignes: int, colonnes: int) -> None:
    if lignes > LIGNES_MAX or colonnes > COLONNES_MAX:
        raise FichierRefuse(
            f"la feuille « {nom[:60]} » a plus de {LIGNES_MAX} lignes ou de {COLONNES_MAX} colonnes. "
            "Supprimez les cases vides ou découpez-la."
        )

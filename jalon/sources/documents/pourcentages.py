"""Les cases d'un classeur mises en forme en pourcentage : leur valeur 0,7 s'y imprime « 70 % ».

La lecture des feuilles rend le nombre sans sa mise en forme ; on la relit ici dans l'archive, déjà vérifiée.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from lxml import etree

Places = dict[str, set[tuple[int, int]]]

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PAQUET = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
FORMATS_FIXES = frozenset({"9", "10"})
REFERENCE = re.compile(r"^([A-Z]{1,3})(\d+)$")
REPETITIONS_MAX = 10_000


def places_pourcentage(octets: bytes) -> Places:
    """Par feuille, les cases (rang, colonne), comptées de zéro, dont le format est un pourcentage."""
    with zipfile.ZipFile(BytesIO(octets)) as archive:
        noms = set(archive.namelist())
        if "xl/workbook.xml" in noms:
            return _xlsx(archive, noms)
        return dict(_ods(archive)) if "content.xml" in noms else {}


def _arbre(archive: zipfile.ZipFile, nom: str) -> Any:
    analyseur = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(archive.read(nom), analyseur)


def _parcourir(archive: zipfile.ZipFile, nom: str, balises: tuple[str, ...]) -> Iterator[Any]:
    with archive.open(nom) as flux:
        lecture = etree.iterparse(flux, tag=balises, resolve_entities=False, no_network=True, huge_tree=True)
        for _, element in lecture:
            yield element
            element.clear()


def _xlsx(archive: zipfile.ZipFile, noms: set[str]) -> Places:
    styles = _styles_pourcentage(archive) if "xl/styles.xml" in noms else set()
    if not styles:
        return {}
    places: Places = {}
    for feuille, chemin in _feuilles(archive, noms):
        cases: set[tuple[int, int]] = set()
        for case in _parcourir(archive, chemin, (f"{MAIN}c",)):
            reference = REFERENCE.match(case.get("r", ""))
            if case.get("s") in styles and reference:
                cases.add((int(reference[2]) - 1, _colonne(reference[1])))
        places[feuille] = cases
    return places


def _styles_pourcentage(archive: zipfile.ZipFile) -> set[str]:
    racine = _arbre(archive, "xl/styles.xml")
    formats = {
        f.get("numFmtId")
        for f in racine.iter(f"{MAIN}numFmt")
        if re.search(r"(?<!\\)%", re.sub(r'"[^"]*"', "", f.get("formatCode", "")))
    }
    cadres = racine.find(f"{MAIN}cellXfs")
    if cadres is None:
        return set()
    return {str(i) for i, xf in enumerate(cadres) if xf.get("numFmtId") in formats | FORMATS_FIXES}


def _feuilles(archive: zipfile.ZipFile, noms: set[str]) -> Iterator[tuple[str, str]]:
    relations = "xl/_rels/workbook.xml.rels"
    if relations not in noms:
        return
    cibles = {
        r.get("Id"): r.get("Target", "") for r in _arbre(archive, relations).iter(f"{PAQUET}Relationship")
    }
    for feuille in _arbre(archive, "xl/workbook.xml").iter(f"{MAIN}sheet"):
        cible = cibles.get(feuille.get(f"{RELS}id"), "")
        chemin = cible.lstrip("/") if cible.startswith("/") else posixpath.normpath(f"xl/{cible}")
        if chemin in noms:
            yield feuille.get("name", ""), chemin


def _colonne(lettres: str) -> int:
    colonne = 0
    for lettre in lettres:
        colonne = 26 * colonne + ord(lettre) - 64
    return colonne - 1


def _ods(archive: zipfile.ZipFile) -> Iterator[tuple[str, set[tuple[int, int]]]]:
    racine = _arbre(archive, "content.xml")
    for feuille in racine.iter(f"{TABLE}table"):
        cases: set[tuple[int, int]] = set()
        rang = 0
        for rangee in feuille.iter(f"{TABLE}table-row"):
            repetee = _repetitions(rangee, "number-rows-repeated")
            for colonne in _colonnes_pourcentage(rangee):
                cases.update((rang + i, colonne) for i in range(min(repetee, REPETITIONS_MAX)))
            rang += repetee
        yield feuille.get(f"{TABLE}name", ""), cases


def _colonnes_pourcentage(rangee: Any) -> Iterator[int]:
    colonne = 0
    for case in rangee:
        repetee = _repetitions(case, "number-columns-repeated")
        if case.get(f"{OFFICE}value-type") == "percentage":
            yield from range(colonne, colonne + min(repetee, REPETITIONS_MAX))
        colonne += repetee


def _repetitions(element: Any, attribut: str) -> int:
    texte = element.get(f"{TABLE}{attribut}", "1")
    return int(texte) if texte.isdigit() else 1

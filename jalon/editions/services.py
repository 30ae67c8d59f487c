"""Éditer un rapport : un modèle, un programme, un exercice, des formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jalon.editions import bilan_pdi, rapport_execution
from jalon.pilotage.programmes.models import Exercice, Programme
from jalon.socle.rendu.blocs import Document
from jalon.socle.rendu.classeur import en_xlsx
from jalon.socle.rendu.classeur_libre import en_ods
from jalon.socle.rendu.docx import en_docx
from jalon.socle.rendu.typst import RenduImpossible, en_pdf


@dataclass(frozen=True, slots=True)
class Modele:
    """Un modèle de rapport : ce qu'il lit, comment il le dispose."""

    code: str
    libelle: str
    rassembler: Callable[[Programme, Exercice], Any]
    en_document: Callable[[Any], Document]


MODELES = {
    modele.code: modele
    for modele in (
        Modele(
            "rapport-execution",
            "Rapport d'exécution",
            rapport_execution.rassembler,
            rapport_execution.en_document,
        ),
        Modele("bilan-pdi", "Bilan du programme", bilan_pdi.rassembler, bilan_pdi.en_document),
    )
}
ECRIVAINS: dict[str, Callable[[Document], bytes]] = {
    "pdf": en_pdf,
    "docx": en_docx,
    "xlsx": en_xlsx,
    "ods": en_ods,
}
FORMATS = tuple(ECRIVAINS)


class EditionImpossible(RenduImpossible):
    """Le rapport demandé n'existe pas ou ne peut pas être produit ; le message dit quoi faire."""


def preparer(modele: str, programme: Programme, exercice: Exercice) -> Document:
    """Lit la base et rend le rapport en blocs. Lève `EditionImpossible` si le modèle n'existe pas."""
    if modele not in MODELES:
        raise EditionImpossible(f"Le rapport « {modele} » n'existe pas. Choix : {', '.join(MODELES)}.")
    if exercice.programme_id != programme.pk:
        raise EditionImpossible(f"L'exercice {exercice.code} n'est pas un exercice de ce programme.")
    choisi = MODELES[modele]
    return choisi.en_document(choisi.rassembler(programme, exercice))


def ecrire(document: Document, format: str) -> bytes:
    """Les octets du document dans un format. Lève `EditionImpossible` si le format n'existe pas."""
    if format not in ECRIVAINS:
        raise EditionImpossible(f"Le format « {format} » n'existe pas. Choix : {', '.join(FORMATS)}.")
    return ECRIVAINS[format](document)


def editer_octets(modele: str, programme: Programme, exercice: Exercice, format: str) -> bytes:
    """Un rapport dans un format, pour un écran. Lève `RenduImpossible`, dont `EditionImpossible`."""
    return ecrire(preparer(modele, programme, exercice), format)


def editer_formats(
    modele: str, programme: Programme, exercice: Exercice, formats: Iterable[str]
) -> dict[str, bytes]:
    """Un rapport dans plusieurs formats, d'une seule lecture de la base."""
    return ecrire_formats(preparer(modele, programme, exercice), formats)


def ecrire_formats(document: Document, formats: Iterable[str]) -> dict[str, bytes]:
    """Les octets du document par format. Typst compose hors de l'interpréteur : le PDF s'écrit sur un second
    fil pendant que celui-ci écrit les autres formats ; aucun écrivain ne touche la base."""
    demandes = list(formats)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="pdf") as fil:
        pdf = fil.submit(ecrire, document, "pdf") if "pdf" in demandes else None
        octets = {format_: ecrire(document, format_) for format_ in demandes if format_ != "pdf"}
        if pdf is not None:
            octets["pdf"] = pdf.result()
    return {format_: octets[format_] for format_ in demandes}


def editer(
    modele: str, programme: Programme, exercice: Exercice, *, formats: Iterable[str], dossier: Path
) -> list[Path]:
    """Écrit le rapport dans `dossier`, un fichier par format ; rend leurs chemins.

    Un fichier n'apparaît qu'entier. Lève `RenduImpossible` ; rien n'est alors écrit.
    """
    octets = editer_formats(modele, programme, exercice, formats)
    dossier.mkdir(parents=True, exist_ok=True)
    chemins = []
    for format_, contenu in octets.items():
        chemin = dossier / nom_de_fichier(programme, exercice, modele, format_)
        provisoire = chemin.with_name(f".{chemin.name}.partiel")
        provisoire.write_bytes(contenu)
        provisoire.replace(chemin)
        chemins.append(chemin)
    return chemins


def nom_de_fichier(programme: Programme, exercice: Exercice, modele: str, format: str) -> str:
    """« calpae-35-2022-rapport-execution.pdf » ; le code d'exercice « 2022/2023 » devient « 2022-2023 »."""
    code = "".join(c if c.isalnum() or c in "-_" else "-" for c in exercice.code)
    return f"{programme.code}-{code}-{modele}.{format}"

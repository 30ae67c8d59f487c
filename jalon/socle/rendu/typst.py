"""PDF balisé (PDF/UA-1) par Typst : les données entrent en JSON, jamais en balisage."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typst

from jalon.socle.rendu.blocs import Bloc, Cellule, Document, Image, Phrase, Tableau, Texte, Titre

GABARITS = Path(__file__).resolve().parent / "gabarits"
POLICES = Path(__file__).resolve().parents[3] / "build" / "polices"


class RenduImpossible(RuntimeError):
    """Le document ne peut pas être produit ; le message dit pourquoi."""


def en_pdf(document: Document) -> bytes:
    """Le PDF d'un document. Lève `RenduImpossible` si une police manque ou si Typst avertit."""
    if not any(POLICES.glob("*.ttf")):
        raise RenduImpossible(f"Polices absentes de {POLICES} : lancez `npm run build`.")
    try:
        octets, avertissements = typst.compile_with_warnings(
            GABARITS / "document.typ",
            root=GABARITS,
            font_paths=[POLICES],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["ua-1"],
            sys_inputs={"donnees": json.dumps(donnees_de(document), ensure_ascii=False)},
        )
    except typst.TypstError as erreur:
        raise RenduImpossible(f"Le PDF n'a pas pu être composé : {erreur}") from erreur
    if avertissements:
        raise RenduImpossible(
            "Le PDF n'est pas fidèle : " + " ; ".join(str(a.message) for a in avertissements)
        )
    return octets


def donnees_de(document: Document) -> dict[str, Any]:
    """Le document en JSON, tel que le gabarit le lit."""
    return {
        "titre": document.titre,
        "sous_titre": document.sous_titre,
        "auteur": document.auteur,
        "date": document.date,
        "mentions": document.mentions,
        "blocs": _blocs(document.blocs),
    }


def _blocs(blocs: Sequence[Bloc]) -> list[dict[str, Any]]:
    """Les blocs en JSON ; les titres qui précèdent un tableau en paysage vont sur sa page (`avant`)."""
    donnees: list[dict[str, Any]] = []
    for bloc in blocs:
        courant = _bloc(bloc)
        if courant.get("paysage"):
            avant: list[dict[str, Any]] = []
            while donnees and donnees[-1]["genre"] in ("titre", "phrase"):
                avant.insert(0, donnees.pop() | {"saut": False})
            courant["avant"] = avant
        donnees.append(courant)
    return donnees


def _bloc(bloc: Bloc) -> dict[str, Any]:
    if isinstance(bloc, Titre):
        return {"genre": "titre", "niveau": bloc.niveau, "texte": bloc.texte, "saut": bloc.saut}
    if isinstance(bloc, Texte):
        return {"genre": "texte", "style": bloc.style, "noeuds": [n.en_donnees() for n in bloc.noeuds]}
    if isinstance(bloc, Phrase):
        morceaux = [{"texte": m} if isinstance(m, str) else _cellule(m) for m in bloc.morceaux]
        return {"genre": "phrase", "style": bloc.style, "morceaux": morceaux}
    if isinstance(bloc, Image):
        return {
            "genre": "image",
            "svg": bloc.svg,
            "remplacement": bloc.remplacement,
            "largeur": bloc.largeur_cm,
        }
    return _tableau(bloc)


def _tableau(tableau: Tableau) -> dict[str, Any]:
    nombre = len(tableau.entetes)
    return {
        "genre": "tableau",
        "legende": tableau.legende,
        "entetes": tableau.entetes,
        "largeurs": tableau.largeurs or [1.0] * nombre,
        "droite": [tableau.colonne_numerique(colonne) for colonne in range(nombre)],
        "paysage": tableau.paysage,
        "rangees": [
            {"genre": r.genre, "cellules": [_cellules(c) for c in r.cellules]} for r in tableau.rangees
        ],
    }


def _cellules(cellule: Cellule) -> list[dict[str, str]]:
    return [_cellule(cellule), *(_cellule(suite) for suite in cellule.suites)]


def _cellule(cellule: Cellule) -> dict[str, str]:
    return {"texte": cellule.ecrite(), "adresse": cellule.adresse}

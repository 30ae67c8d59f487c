"""Des blocs au PDF, par Typst : accessible (PDF/UA-1), en français, sans police de remplacement.

Le contenu passe en données JSON, jamais en balisage : rien de ce qu'une personne écrit n'est interprété.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import typst

from jalon.socle.rendu.blocs import (
    Bloc,
    Case,
    Couverture,
    Document,
    Etiquettes,
    Feuille,
    Figure,
    Paysage,
    Prose,
    SelonSupport,
    Tableau,
    Titre,
)
from jalon.socle.rendu.glyphes import affichable
from jalon.socle.rendu.markdown import Arbre, Brin, Paragraphe
from jalon.socle.rendu.texte import typographie

GABARITS = Path(__file__).resolve().parent / "gabarits"
GABARIT = GABARITS / "document.typ"
POLICES = Path(__file__).resolve().parents[3] / "build" / "polices"
FAMILLE = "Atkinson Hyperlegible"
NORME: Literal["ua-1"] = "ua-1"


class RenduImpossible(RuntimeError):
    """Le document ne peut pas être produit ; le message dit pourquoi et que faire."""

    @property
    def message_utilisateur(self) -> str:
        return str(self)


def en_pdf(document: Document, polices: Path | None = None) -> bytes:
    """Le PDF du document. Lève `RenduImpossible` au moindre avertissement (police absente…)."""
    dossier = polices or POLICES
    return composer(GABARIT, _document(document, dossier), document.jour, dossier)


def composer(gabarit: Path, donnees: dict[str, Any], jour: date, polices: Path | None = None) -> bytes:
    """Le PDF d'un gabarit Typst, qui lit `donnees` dans `sys.inputs.donnees`. Lève `RenduImpossible`.

    Le gabarit ne voit que son dossier ; ses textes passent par `lisible` avant d'arriver ici.
    """
    try:
        compilateur = typst.Compiler(
            gabarit,
            root=gabarit.parent,
            font_paths=_polices(polices or POLICES),
            sys_inputs={"donnees": json.dumps(donnees, ensure_ascii=False)},
        )
        pdf, avertissements = compilateur.compile_with_warnings(
            format="pdf",
            pdf_standards=[NORME],
            timestamp=datetime(jour.year, jour.month, jour.day, tzinfo=UTC),
        )
    except typst.TypstError as erreur:
        raise RenduImpossible(f"Le PDF n'a pas pu être composé : {erreur.message}") from erreur
    if avertissements:
        raise RenduImpossible(f"Le PDF n'a pas pu être composé : {avertissements[0].message}.")
    if not isinstance(pdf, bytes):
        raise RenduImpossible("Le PDF n'a pas pu être composé : aucun octet produit.")
    return pdf


def lisible(texte: str, polices: Path | None = None) -> str:
    """Le texte avec sa typographie française, sans caractère que la police ne sait pas écrire."""
    return affichable(typographie(texte), polices or POLICES)


@lru_cache(maxsize=4)
def _polices(dossier: Path) -> typst.Fonts:
    """Les polices du produit et rien d'autre. Lève `RenduImpossible` si elles manquent."""
    fontes = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[dossier])
    if FAMILLE not in fontes.families():
        raise RenduImpossible(
            f"La police « {FAMILLE} » n'est pas installée : lancez « make statiques », puis recommencez."
        )
    return fontes


def _document(document: Document, polices: Path) -> dict[str, Any]:
    ecrivain = _Ecrivain(polices)
    return {
        "titre": ecrivain.texte(f"{document.couverture.titre} {document.couverture.sous_titre}".strip()),
        "auteur": ecrivain.texte(document.auteur),
        "pied": ecrivain.texte(document.pied),
        "couverture": ecrivain.couverture(document.couverture),
        "blocs": ecrivain.blocs(document.blocs),
    }


class _Ecrivain:
    """Blocs → données JSON. Clés courtes : un rapport de 60 actions en compte des milliers."""

    def __init__(self, polices: Path) -> None:
        self.polices = polices

    def texte(self, texte: str) -> str:
        return affichable(typographie(texte), self.polices)

    def couverture(self, couverture: Couverture) -> dict[str, Any]:
        return {
            "surtitre": self.texte(couverture.surtitre),
            "titre": self.texte(couverture.titre),
            "sous_titre": self.texte(couverture.sous_titre),
            "lignes": [self.texte(ligne) for ligne in couverture.lignes],
        }

    def blocs(self, blocs: Iterable[Bloc]) -> list[dict[str, Any]]:
        sorties: list[dict[str, Any]] = []
        for bloc in blocs:
            if isinstance(bloc, SelonSupport):
                sorties.extend(self.blocs(bloc.papier))
            elif not isinstance(bloc, Feuille):
                sorties.append(self.bloc(bloc))
        return sorties

    def bloc(self, bloc: Bloc) -> dict[str, Any]:
        match bloc:
            case Titre():
                return {"g": "titre", "n": bloc.niveau, "t": self.texte(bloc.texte), "page": bloc.page}
            case Prose():
                return {"g": "prose", "style": bloc.style, "arbre": self.arbre(bloc.arbre)}
            case Tableau():
                return self.tableau(bloc)
            case Etiquettes():
                return {"g": "etiquettes", "mots": [[self.texte(mot), ton] for mot, ton in bloc.mots]}
            case Figure():
                return {
                    "g": "figure",
                    "svg": bloc.svg,
                    "alt": self.texte(bloc.remplacement),
                    "legende": self.texte(bloc.legende),
                    "largeur": bloc.largeur,
                }
            case Paysage():
                return {"g": "paysage", "blocs": self.blocs(bloc.blocs)}
        raise TypeError(f"bloc inconnu : {type(bloc).__name__}")

    def arbre(self, arbre: Arbre) -> list[dict[str, Any]]:
        sorties: list[dict[str, Any]] = []
        for noeud in arbre:
            if isinstance(noeud, Paragraphe):
                sorties.append({"p": self.brins(noeud.brins)})
            else:
                elements = [self.arbre(element) for element in noeud.elements]
                sorties.append({"l": elements, "o": noeud.ordonnee, "d": noeud.debut})
        return sorties

    def brins(self, brins: Sequence[Brin]) -> list[dict[str, Any]]:
        sorties = []
        for brin in brins:
            donnees: dict[str, Any] = {"t": self.texte(brin.texte)}
            if brin.gras:
                donnees["g"] = True
            if brin.italique:
                donnees["i"] = True
            if brin.lien:
                donnees["u"] = brin.lien
            if brin.ton:
                donnees["c"] = brin.ton
            sorties.append(donnees)
        return sorties

    def tableau(self, tableau: Tableau) -> dict[str, Any]:
        return {
            "g": "tableau",
            "legende": self.texte(tableau.legende),
            "note": self.texte(tableau.note),
            "colonnes": [{"t": self.texte(c.titre), "n": c.nombre, "part": c.part} for c in tableau.colonnes],
            "rangees": [[r.genre, [self.case(c) for c in r.cases]] for r in tableau.rangees],
        }

    def case(self, case: Case) -> list[dict[str, Any]]:
        brins = self.brins(case.brins)
        if case.note:
            brins.append({"t": f" {self.texte(case.note)}", "c": "note"})
        return brins

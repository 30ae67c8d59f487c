"""Des lettres au PDF : bloc adresse pour enveloppe à fenêtre, pages numérotées par lettre, PDF/UA-1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jalon.socle.rendu.markdown import Arbre, Paragraphe
from jalon.socle.rendu.typst import GABARITS, composer, lisible

GABARIT = GABARITS / "lettre.typ"


@dataclass(frozen=True, slots=True)
class Lettre:
    """Une lettre composée. `noeuds` : son corps en données simples (`en_noeuds`), gardées au message."""

    destinataire: str
    objet: str
    noeuds: list[dict[str, Any]]
    expediteur: str = ""
    lieu_date: str = ""
    reference: str = ""

    def donnees(self) -> dict[str, Any]:
        """Ce qu'un message garde pour imprimer la même lettre plus tard, sauf l'adresse, gardée chiffrée."""
        return {
            "objet": self.objet,
            "noeuds": self.noeuds,
            "expediteur": self.expediteur,
            "lieu_date": self.lieu_date,
            "reference": self.reference,
        }


def lettres_en_pdf(lettres: Sequence[Lettre], *, titre: str, jour: date, auteur: str = "") -> bytes:
    """Un PDF de toutes les lettres, dans l'ordre. Lève `RenduImpossible`."""
    donnees = {
        "titre": lisible(titre),
        "auteur": lisible(auteur),
        "lettres": [_donnees(lettre) for lettre in lettres],
    }
    return composer(GABARIT, donnees, jour)


def en_noeuds(arbre: Arbre) -> list[dict[str, Any]]:
    """L'arbre en données simples : `p` (brins), ou `l` (éléments), `o` (numérotée), `d` (début).

    Un paragraphe marqué `signature` reçoit la place d'une signature.
    """
    noeuds: list[dict[str, Any]] = []
    for noeud in arbre:
        if isinstance(noeud, Paragraphe):
            noeuds.append(
                {"p": [{"t": b.texte, "g": b.gras, "i": b.italique, "u": b.lien} for b in noeud.brins]}
            )
        else:
            elements = [en_noeuds(element) for element in noeud.elements]
            noeuds.append({"l": elements, "o": noeud.ordonnee, "d": noeud.debut})
    return noeuds


def paragraphes(texte: str) -> list[dict[str, Any]]:
    """Un texte simple, tel quel : une ligne vide sépare les paragraphes, rien n'est interprété."""
    return [{"p": [{"t": bloc.strip("\n")}]} for bloc in texte.split("\n\n") if bloc.strip()]


def _donnees(lettre: Lettre) -> dict[str, Any]:
    textes = ("destinataire", "objet", "expediteur", "lieu_date", "reference")
    return {nom: lisible(getattr(lettre, nom)) for nom in textes} | {"arbre": _lisibles(lettre.noeuds)}


def _lisibles(noeuds: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        noeud | {"p": [brin | {"t": lisible(brin["t"])} for brin in noeud["p"]]}
        if "p" in noeud
        else noeud | {"l": [_lisibles(element) for element in noeud["l"]]}
        for noeud in noeuds
    ]

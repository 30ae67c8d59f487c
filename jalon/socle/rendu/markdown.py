"""Le Markdown des fiches, analysé une fois en petit arbre, écrit en HTML, en Typst et en DOCX.

Sous-ensemble : paragraphe, liste, gras, italique, lien, jeton `[[chiffre:CODE]]`. Tout le reste, HTML
compris, est du texte. Un jeton est remplacé par le chiffre qu'il nomme ; inconnu, il le dit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.utils.html import escape
from markdown_it import MarkdownIt
from markdown_it.token import Token

JETON = re.compile(r"\[\[chiffre:([\w.@-]{1,120})\]\]")
LIENS_SURS = ("http://", "https://", "mailto:", "/")


@dataclass(frozen=True, slots=True)
class ChiffreCite:
    """Un chiffre cité dans un texte : ce qui s'écrit, et l'adresse de sa provenance."""

    texte: str
    adresse: str = ""


Resoudre = Callable[[str], ChiffreCite | None]


@dataclass(slots=True)
class Noeud:
    """Un nœud : `genre` parmi p, ul, ol, li, texte, gras, italique, lien, chiffre, saut."""

    genre: str
    texte: str = ""
    adresse: str = ""
    enfants: list[Noeud] = field(default_factory=list)

    def en_donnees(self) -> dict[str, object]:
        """Le nœud en JSON, pour un gabarit."""
        donnees: dict[str, object] = {"genre": self.genre}
        if self.texte:
            donnees["texte"] = self.texte
        if self.adresse:
            donnees["adresse"] = self.adresse
        if self.enfants:
            donnees["enfants"] = [enfant.en_donnees() for enfant in self.enfants]
        return donnees


OUVERTURES = {
    "paragraph_open": "p",
    "bullet_list_open": "ul",
    "ordered_list_open": "ol",
    "list_item_open": "li",
    "strong_open": "gras",
    "em_open": "italique",
}
BALISES = {"p": "p", "ul": "ul", "ol": "ol", "li": "li", "gras": "strong", "italique": "em"}


def analyser(texte: str, resoudre: Resoudre | None = None) -> list[Noeud]:
    """L'arbre d'un texte. `resoudre` rend le chiffre d'un jeton."""
    analyseur = MarkdownIt("zero", {"html": False}).enable(["list", "emphasis", "link", "escape", "newline"])
    racine = Noeud("racine")
    _remplir(racine, iter(analyseur.parse(texte)), resoudre or (lambda code: None))
    return racine.enfants


def _remplir(parent: Noeud, jetons: Iterator[Token], resoudre: Resoudre) -> None:
    for jeton in jetons:
        if jeton.nesting < 0:
            return
        if jeton.type == "inline":
            _remplir(parent, iter(jeton.children or []), resoudre)
        elif jeton.type == "text":
            parent.enfants += _textes(jeton.content, resoudre)
        elif jeton.type in ("softbreak", "hardbreak"):
            parent.enfants.append(Noeud("saut" if jeton.type == "hardbreak" else "texte", " "))
        elif jeton.type == "link_open":
            adresse = str(jeton.attrGet("href") or "")
            noeud = Noeud("lien", adresse=adresse if adresse.startswith(LIENS_SURS) else "")
            parent.enfants.append(noeud)
            _remplir(noeud, jetons, resoudre)
        elif jeton.type in OUVERTURES:
            noeud = Noeud(OUVERTURES[jeton.type])
            parent.enfants.append(noeud)
            _remplir(noeud, jetons, resoudre)
        elif jeton.content:
            parent.enfants.append(Noeud("texte", jeton.content))


def _textes(contenu: str, resoudre: Resoudre) -> list[Noeud]:
    noeuds, debut = [], 0
    for trouve in JETON.finditer(contenu):
        if trouve.start() > debut:
            noeuds.append(Noeud("texte", contenu[debut : trouve.start()]))
        cite = resoudre(trouve[1]) or ChiffreCite(f"[chiffre inconnu : {trouve[1]}]")
        noeuds.append(Noeud("chiffre", cite.texte, cite.adresse))
        debut = trouve.end()
    if debut < len(contenu):
        noeuds.append(Noeud("texte", contenu[debut:]))
    return noeuds


def en_html(texte: str, resoudre: Resoudre | None = None) -> str:
    """HTML sûr : rien de ce que la personne a écrit n'y devient une balise."""
    return "".join(_html(noeud) for noeud in analyser(texte, resoudre))


def _html(noeud: Noeud) -> str:
    dedans = "".join(_html(enfant) for enfant in noeud.enfants)
    if noeud.genre in BALISES:
        balise = BALISES[noeud.genre]
        return f"<{balise}>{dedans}</{balise}>"
    if noeud.genre == "saut":
        return "<br>"
    if noeud.genre in ("lien", "chiffre") and noeud.adresse:
        classe = ' class="chiffre"' if noeud.genre == "chiffre" else ""
        return f'<a{classe} href="{escape(noeud.adresse)}">{dedans or escape(noeud.texte)}</a>'
    return dedans or str(escape(noeud.texte))

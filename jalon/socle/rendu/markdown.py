"""Le Markdown des sections : paragraphe, liste, gras, italique, lien, jeton `[[chiffre:CODE]]`. Rien d'autre.

Le texte est lu une fois en un petit arbre, d'où viennent le HTML, les données de Typst et le DOCX.
Une balise HTML écrite dans le texte est du texte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from jalon.socle.rendu.texte import propre

JETON = re.compile(r"\[\[chiffre:([\w.:\-]{1,120})\]\]")
SCHEMAS = frozenset({"http", "https", "mailto"})
REGLES = ("list", "newline", "escape", "emphasis", "balance_pairs", "fragments_join", "link")
PROFONDEUR_MAX = 12


@dataclass(frozen=True, slots=True)
class Brin:
    """Un morceau de texte d'une même mise en forme. `jeton` : code du chiffre que ce morceau attend."""

    texte: str
    gras: bool = False
    italique: bool = False
    lien: str = ""
    jeton: str = ""
    ton: str = ""


@dataclass(frozen=True, slots=True)
class Paragraphe:
    brins: tuple[Brin, ...]


@dataclass(frozen=True, slots=True)
class Liste:
    """Une liste ; chaque élément est une suite de paragraphes et de listes."""

    elements: tuple[tuple[Noeud, ...], ...]
    ordonnee: bool = False
    debut: int = 1


Noeud = Paragraphe | Liste
Arbre = tuple[Noeud, ...]


@dataclass(frozen=True, slots=True)
class ChiffreEcrit:
    """Ce qu'un jeton devient : le chiffre écrit, et l'adresse de sa provenance."""

    texte: str
    lien: str = ""


def lire_markdown(texte: str) -> Arbre:
    """L'arbre du texte. Ce qui n'est pas du sous-ensemble (titre, image, HTML…) reste du texte."""
    jetons = _analyseur().parse(propre(texte))
    return tuple(_noeuds(iter(jetons), fin=""))


@lru_cache(maxsize=1)
def _analyseur() -> MarkdownIt:
    return MarkdownIt("zero", {"html": False, "maxNesting": PROFONDEUR_MAX}).enable(list(REGLES))


def _noeuds(jetons: Iterator[Token], fin: str) -> Iterator[Noeud]:
    for jeton in jetons:
        if jeton.type == fin:
            return
        if jeton.type == "inline":
            brins = tuple(_brins(jeton.children or []))
            if brins:
                yield Paragraphe(brins)
        elif jeton.type in ("bullet_list_open", "ordered_list_open"):
            yield _liste(jetons, jeton)


def _liste(jetons: Iterator[Token], ouverture: Token) -> Liste:
    fin = ouverture.type.replace("_open", "_close")
    elements = []
    for jeton in jetons:
        if jeton.type == fin:
            break
        if jeton.type == "list_item_open":
            elements.append(tuple(_noeuds(jetons, "list_item_close")))
    return Liste(tuple(elements), fin.startswith("ordered"), int(ouverture.attrGet("start") or 1))


def _brins(enfants: Sequence[Token]) -> Iterator[Brin]:
    gras = italique = 0
    lien = ""
    for enfant in enfants:
        match enfant.type:
            case "strong_open" | "strong_close":
                gras += enfant.nesting
            case "em_open" | "em_close":
                italique += enfant.nesting
            case "link_open":
                lien = adresse_sure(str(enfant.attrGet("href") or ""))
            case "link_close":
                lien = ""
            case "softbreak" | "hardbreak":
                yield Brin("\n", bool(gras), bool(italique), lien)
            case _:
                yield from _avec_jetons(Brin(enfant.content, bool(gras), bool(italique), lien))


def _avec_jetons(brin: Brin) -> Iterator[Brin]:
    fin = 0
    for trouve in JETON.finditer(brin.texte):
        if avant := brin.texte[fin : trouve.start()]:
            yield replace(brin, texte=avant)
        yield replace(brin, texte=trouve[0], jeton=trouve[1], lien="")
        fin = trouve.end()
    if reste := brin.texte[fin:]:
        yield replace(brin, texte=reste)


def adresse_sure(adresse: str) -> str:
    """L'adresse si c'est un lien web ou un courriel, sinon rien."""
    try:
        schema = urlsplit(adresse).scheme.lower()
    except ValueError:
        return ""
    return adresse if schema in SCHEMAS else ""


def codes_des_jetons(texte: str) -> list[str]:
    """Codes des chiffres que le texte cite, dans l'ordre, une fois chacun."""
    return list(dict.fromkeys(JETON.findall(texte)))


def resoudre(arbre: Arbre, chiffres: Mapping[str, ChiffreEcrit]) -> Arbre:
    """L'arbre où chaque jeton connu est remplacé par son chiffre ; un jeton inconnu se voit."""
    return tuple(_resolu(noeud, chiffres) for noeud in arbre)


def _resolu(noeud: Noeud, chiffres: Mapping[str, ChiffreEcrit]) -> Noeud:
    if isinstance(noeud, Liste):
        return replace(noeud, elements=tuple(resoudre(e, chiffres) for e in noeud.elements))
    return Paragraphe(tuple(_brin_resolu(b, chiffres) for b in noeud.brins))


def _brin_resolu(brin: Brin, chiffres: Mapping[str, ChiffreEcrit]) -> Brin:
    if not brin.jeton:
        return brin
    if ecrit := chiffres.get(brin.jeton):
        return replace(brin, texte=ecrit.texte, lien=ecrit.lien, jeton="")
    return replace(brin, texte=f"[chiffre {brin.jeton} introuvable]", jeton="", ton="manque")


def en_html(texte: str, chiffres: Mapping[str, ChiffreEcrit] | None = None) -> str:
    """HTML sûr du texte. Sans `chiffres`, un jeton s'affiche tel qu'il est écrit."""
    arbre = lire_markdown(texte)
    return "".join(map(_html, resoudre(arbre, chiffres) if chiffres is not None else arbre))


def _html(noeud: Noeud) -> str:
    if isinstance(noeud, Paragraphe):
        return f"<p>{''.join(map(_html_brin, noeud.brins))}</p>"
    balise = "ol" if noeud.ordonnee else "ul"
    depart = f' start="{noeud.debut}"' if noeud.ordonnee and noeud.debut != 1 else ""
    elements = "".join(f"<li>{_html_element(e)}</li>" for e in noeud.elements)
    return f"<{balise}{depart}>{elements}</{balise}>"


def _html_element(element: Arbre) -> str:
    if len(element) == 1 and isinstance(element[0], Paragraphe):
        return "".join(map(_html_brin, element[0].brins))
    return "".join(map(_html, element))


def _html_brin(brin: Brin) -> str:
    html = escape(brin.texte).replace("\n", "<br>")
    if brin.gras:
        html = f"<strong>{html}</strong>"
    if brin.italique:
        html = f"<em>{html}</em>"
    if brin.jeton or brin.ton:
        html = f'<span class="{"jeton" if brin.jeton else escape(brin.ton)}">{html}</span>'
    if brin.lien:
        html = f'<a href="{escape(brin.lien)}" rel="noopener noreferrer">{html}</a>'
    return html


def en_lignes(arbre: Arbre, niveau: int = 0) -> Iterator[str]:
    """Le texte nu, une ligne par paragraphe ou puce : ce qu'une case de classeur peut porter."""
    for noeud in arbre:
        if isinstance(noeud, Paragraphe):
            yield "".join(b.texte for b in noeud.brins)
            continue
        for rang, element in enumerate(noeud.elements, start=noeud.debut):
            marque = f"{rang}." if noeud.ordonnee else "-"
            lignes = list(en_lignes(element, niveau + 1))
            yield f"{'  ' * niveau}{marque} {lignes[0].strip() if lignes else ''}"
            yield from lignes[1:]

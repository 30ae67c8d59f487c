"""Ôter les marques d'un texte : balises HTML, gras et italique Markdown, exposants, espaces.

Aucune balise ne traverse : une balise inconnue disparaît, un script avec son contenu.
"""

from __future__ import annotations

import html
import re

from jalon.sources.documents.erreurs import DocumentIllisible
from jalon.sources.documents.limites import CARACTERES_MAX

ACTIFS = re.compile(r"<(script|style|iframe|object)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
PUCES = re.compile(r"<li\b[^<>]*>\s*(?:[-•▪●◦]\s*)?", re.IGNORECASE)
RUPTURES = re.compile(r"<(?:br|p|div|tr|/p|/div|/ul|/ol|/li|ul|ol)\b[^<>]*/?>", re.IGNORECASE)
BALISES = re.compile(r"</?[a-zA-Z!][^<>]*>")
EXPOSANTS = re.compile(r"\^\{([^{}]*)\}|\^(?=e\b|er\b)")
EMPHASE = re.compile(r"(\*{1,3})(?=\S)(.{1,600}?)(?<=\S)\1")
COMMANDES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
ESPACES = re.compile(r"[ \t\u00a0\u202f\u2009]+")
MARQUES = re.compile(r"<(?:b|strong|i|em)\b|\*\*|^\*[^*]", re.IGNORECASE)


def sans_balises(texte: str) -> str:
    """Le texte sans HTML ; les puces d'une liste deviennent des lignes « • … ». Refuse un texte démesuré."""
    if len(texte) > CARACTERES_MAX:
        raise DocumentIllisible(
            f"un paragraphe ou une case fait {len(texte)} caractères (au plus {CARACTERES_MAX}) : "
            f"« {texte[:40].strip()}… ». Coupez-le en plusieurs paragraphes."
        )
    if "<" in texte:
        texte = ACTIFS.sub(" ", texte)
        texte = PUCES.sub("\n• ", texte)
        texte = RUPTURES.sub("\n", texte)
        texte = BALISES.sub("", texte)
    if "&" in texte:
        texte = html.unescape(texte)
        texte = BALISES.sub("", texte)
    if "^" in texte:
        texte = EXPOSANTS.sub(r"\1", texte)
    return COMMANDES.sub("", texte)


def sans_emphase(texte: str) -> str:
    """Le texte sans gras ni italique Markdown, et sans barre oblique d'échappement."""
    if "*" not in texte and "\\" not in texte:
        return texte
    texte = texte.replace("\\*", "\x00").replace("\\", "")
    for _ in range(3):
        texte, remplaces = EMPHASE.subn(r"\2", texte)
        if not remplaces:
            break
    return texte.replace("\x00", "*")


def clair(texte: str) -> str:
    """Le texte d'une ligne, sans aucune marque ni espace double."""
    return ESPACES.sub(" ", sans_emphase(sans_balises(texte)).replace("\n", " ")).strip()


def clair_case(texte: str) -> str:
    """Le texte d'une case : une ligne par puce ou paragraphe ; deux espaces de suite séparent des lignes."""
    texte = sans_emphase(sans_balises(texte))
    texte = re.sub(r"(?<=\S)[ \t]{2,}(?=\S)", "\n", texte)
    lignes = (ESPACES.sub(" ", ligne).strip() for ligne in texte.split("\n"))
    return "\n".join(ligne for ligne in lignes if ligne and ligne != "•")


def marquee(texte: str) -> bool:
    """Vrai si la case est mise en gras ou en italique."""
    return bool(MARQUES.search(texte))

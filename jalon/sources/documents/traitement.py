"""Un DOCX en flux : paragraphes avec leur style de titre ou de puce, tableaux avec leurs fusions."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from jalon.sources.documents.erreurs import DocumentIllisible
from jalon.sources.documents.flux import Bloc, Case, Rangee, Tableau, Texte
from jalon.sources.documents.limites import COLONNES_MAX
from jalon.sources.documents.nettoyage import clair_case
from jalon.sources.documents.texte import texte_de

STYLE_TITRE = re.compile(r"(?:heading|titre)\s*(\d)", re.IGNORECASE)
STYLE_SOMMAIRE = re.compile(r"^(?:toc|tm|table des mati[èe]res) ?\d", re.IGNORECASE)
SOMMAIRE = "Sommaire"
STYLE_PUCE = re.compile(
    r"list (?:bullet|number|paragraph)|liste [àa] puces|paragraphe de liste", re.IGNORECASE
)
W_P, W_TBL, W_TR, W_TC = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
W_T, W_TAB, W_BR, W_CR, W_SDT = qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:sdt")
W_DEL, W_INSTR = qn("w:del"), qn("w:instrText")


def lire_traitement(octets: bytes, nom: str) -> list[Bloc]:
    """Le flux d'un document de traitement de texte, dans l'ordre de lecture."""
    try:
        document = Document(BytesIO(octets))
        styles = {s.style_id: str(s.name or "") for s in document.styles}
        return _blocs(document.element.body, styles, nom)
    except DocumentIllisible:
        raise
    except Exception as erreur:
        raise DocumentIllisible(
            "le document .docx est abîmé. Ouvrez-le et enregistrez-le de nouveau.", nom
        ) from erreur


def _blocs(corps: Any, styles: dict[str, str], nom: str) -> list[Bloc]:
    blocs: list[Bloc] = []
    for element in _elements(corps):
        if element.tag == W_P:
            entree = _entree_de_sommaire(element, styles)
            if entree is None:
                blocs.extend(_paragraphe(element, styles))
            elif blocs and isinstance(blocs[-1], Tableau) and blocs[-1].nom == SOMMAIRE:
                blocs[-1].rangees.append(entree)
            else:
                blocs.append(Tableau([entree], SOMMAIRE))
        else:
            tableau = _tableau(element, nom)
            if tableau.rangees:
                blocs.append(tableau)
    return blocs


def _elements(corps: Any) -> list[Any]:
    """Paragraphes et tableaux de premier niveau, contenus dans des contrôles compris."""
    trouves = []
    for element in corps:
        if element.tag in (W_P, W_TBL):
            trouves.append(element)
        elif element.tag == W_SDT:
            contenu = element.find(qn("w:sdtContent"))
            trouves.extend(_elements(contenu) if contenu is not None else [])
    return trouves


def _texte(element: Any) -> str:
    """Le texte d'un paragraphe ; le texte supprimé en suivi de modifications n'y est pas."""
    morceaux = []
    for noeud in element.iter(W_T, W_TAB, W_BR, W_CR):
        if noeud.tag == W_T:
            morceaux.append(noeud.text or "")
        else:
            morceaux.append("\t" if noeud.tag == W_TAB else "\n")
    return "".join(morceaux)


def _entree_de_sommaire(element: Any, styles: dict[str, str]) -> Rangee | None:
    """Une ligne de table des matières : son titre et sa page ; elle n'ouvre ni fiche ni section."""
    balise = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    style = styles.get(balise.get(qn("w:val"), ""), "") if balise is not None else ""
    if not STYLE_SOMMAIRE.match(style):
        return None
    titre, _, page = _texte(element).rpartition("\t")
    return Rangee((Case(clair_case(titre.replace("\t", " ")) or page), Case(page if titre else "")))


def _paragraphe(element: Any, styles: dict[str, str]) -> list[Texte]:
    proprietes = element.find(qn("w:pPr"))
    style, puce = "", 0
    if proprietes is not None:
        balise = proprietes.find(qn("w:pStyle"))
        style = styles.get(balise.get(qn("w:val"), ""), "") if balise is not None else ""
        puce = _puce(proprietes, style)
    titre = STYLE_TITRE.search(style)
    niveau = int(titre[1]) if titre else (1 if style.lower() in ("title", "titre") else 0)
    textes: list[Texte] = []
    for rang, ligne in enumerate(_texte(element).replace("\t", " ").split("\n")):
        texte = texte_de(ligne, None, colle=rang > 0, niveau=niveau)
        if texte is not None:
            marque = 0 if niveau or rang else max(puce, texte.puce)
            textes.append(Texte(texte.clair, texte.brut, None, texte.niveau, marque, texte.colle))
    return textes


def _puce(proprietes: Any, style: str) -> int:
    numerotation = proprietes.find(qn("w:numPr"))
    if numerotation is not None and not STYLE_TITRE.search(style):
        niveau = numerotation.find(qn("w:ilvl"))
        return 1 + int(niveau.get(qn("w:val"), "0") if niveau is not None else 0)
    if STYLE_PUCE.search(style):
        return 2 if re.search(r"[2-9]$", style) else 1
    return 0


def _tableau(element: Any, nom: str) -> Tableau:
    tableau = Tableau()
    for rang, rangee in enumerate(element.iterchildren(W_TR), start=1):
        cases: list[Case] = []
        for case in rangee.iterchildren(W_TC):
            cases.extend(_case(case))
            if len(cases) > COLONNES_MAX:
                raise DocumentIllisible(
                    f"un tableau a plus de {COLONNES_MAX} colonnes (rangée {rang}). Vérifiez le document.",
                    nom,
                )
        ligne = Rangee(tuple(cases), None)
        if ligne.pleines:
            tableau.rangees.append(ligne)
    return tableau


def _case(case: Any) -> list[Case]:
    """Une case et les cases vides que couvre sa fusion horizontale ; suite de fusion verticale : vide."""
    proprietes = case.find(qn("w:tcPr"))
    largeur, suite = 1, False
    if proprietes is not None:
        portee = proprietes.find(qn("w:gridSpan"))
        largeur = min(int(portee.get(qn("w:val"), "1")), COLONNES_MAX + 1) if portee is not None else 1
        fusion = proprietes.find(qn("w:vMerge"))
        suite = fusion is not None and fusion.get(qn("w:val"), "continue") == "continue"
    texte = "" if suite else clair_case("\n".join(_texte(p) for p in case.iter(W_P)))
    gras = next(iter(case.iter(qn("w:b"))), None) is not None
    return [Case(texte, gras), *(Case("") for _ in range(largeur - 1))]

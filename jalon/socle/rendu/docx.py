"""DOCX modifiable : vrais styles, tableaux avec en-tête répété, liens vers la provenance."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from docx import Document as NouveauDocx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from jalon.socle.rendu.blocs import Bloc, Cellule, Document, Image, Phrase, Tableau, Texte, Titre
from jalon.socle.rendu.markdown import Noeud

VERT = RGBColor(0x0B, 0x5D, 0x4B)
STYLES_LISTE = {"ul": "List Bullet", "ol": "List Number"}
FONDS = {"rubrique": "E3EFEB", "sous_total": "F4F2EA", "total": "E9E7DF"}


def en_docx(document: Document) -> bytes:
    """Le DOCX d'un document."""
    docx = NouveauDocx()
    _styles(docx)
    docx.core_properties.title = document.titre
    docx.core_properties.author = document.auteur
    docx.core_properties.language = "fr-FR"
    docx.add_paragraph(document.titre, style="Title")
    for ligne in (document.sous_titre, *document.mentions, document.auteur, document.date):
        if ligne:
            docx.add_paragraph(ligne)
    for bloc in document.blocs:
        _bloc(docx, bloc)
    sortie = io.BytesIO()
    docx.save(sortie)
    return sortie.getvalue()


def _styles(docx: Any) -> None:
    normal = docx.styles["Normal"]
    normal.font.name, normal.font.size = "Atkinson Hyperlegible", Pt(10)
    normal.element.rPr.append(_element("w:lang", val="fr-FR"))
    for niveau, taille in ((1, 17), (2, 13), (3, 11), (4, 10)):
        style = docx.styles[f"Heading {niveau}"]
        style.font.name, style.font.size = "Atkinson Hyperlegible", Pt(taille)
        style.font.color.rgb = VERT if niveau < 3 else RGBColor(0, 0, 0)


def _bloc(docx: Any, bloc: Bloc) -> None:
    if isinstance(bloc, Titre):
        paragraphe = docx.add_heading(bloc.texte, level=bloc.niveau)
        paragraphe.paragraph_format.page_break_before = bloc.saut
    elif isinstance(bloc, Texte):
        for noeud in bloc.noeuds:
            _noeud(docx, noeud)
    elif isinstance(bloc, Phrase):
        paragraphe = docx.add_paragraph()
        for morceau in bloc.morceaux:
            _ecrire_morceau(paragraphe, morceau)
    elif isinstance(bloc, Image):
        docx.add_paragraph(bloc.remplacement, style="Caption")
    else:
        _tableau(docx, bloc)


def _ecrire_morceau(paragraphe: Any, morceau: str | Cellule) -> None:
    if isinstance(morceau, str):
        paragraphe.add_run(morceau)
    else:
        _relier(paragraphe, morceau.ecrite(), morceau.adresse)


def _noeud(docx: Any, noeud: Noeud, style: str | None = None) -> None:
    if noeud.genre in STYLES_LISTE:
        for element in noeud.enfants:
            for enfant in element.enfants:
                _noeud(docx, enfant, STYLES_LISTE[noeud.genre])
        return
    paragraphe = docx.add_paragraph(style=style)
    _en_ligne(paragraphe, noeud.enfants if noeud.genre in ("p", "li") else [noeud])


def _en_ligne(paragraphe: Any, noeuds: Sequence[Noeud], gras: bool = False, italique: bool = False) -> None:
    for noeud in noeuds:
        if noeud.genre in ("lien", "chiffre"):
            texte = noeud.texte or "".join(enfant.texte for enfant in noeud.enfants)
            _relier(paragraphe, texte, noeud.adresse)
        elif noeud.genre in ("gras", "italique"):
            _en_ligne(
                paragraphe,
                noeud.enfants,
                gras or noeud.genre == "gras",
                italique or noeud.genre == "italique",
            )
        elif noeud.genre == "saut":
            paragraphe.add_run().add_break()
        else:
            course = paragraphe.add_run(noeud.texte)
            course.bold, course.italic = gras or None, italique or None


def _tableau(docx: Any, tableau: Tableau) -> None:
    if tableau.paysage:
        _orienter(docx, paysage=True)
    docx.add_paragraph(tableau.legende, style="Caption")
    table = docx.add_table(rows=1, cols=len(tableau.entetes), style="Table Grid")
    _remplir(table.rows[0].cells, [Cellule(texte) for texte in tableau.entetes], tableau, gras=True)
    table.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))
    for rangee in tableau.rangees:
        cases = table.add_row().cells
        if rangee.genre == "rubrique":
            cases[0].merge(cases[-1])
        cellules = rangee.cellules[:1] if rangee.genre == "rubrique" else rangee.cellules
        _remplir(cases, cellules, tableau, gras=rangee.genre != "ligne", fond=FONDS.get(rangee.genre, ""))
    docx.add_paragraph()
    if tableau.paysage:
        _orienter(docx, paysage=False)


def _remplir(
    cases: Any, cellules: Sequence[Cellule], tableau: Tableau, *, gras: bool, fond: str = ""
) -> None:
    taille = Pt(7 if tableau.paysage else 9)
    for colonne, (case, cellule) in enumerate(zip(cases, cellules, strict=False)):
        paragraphe = case.paragraphs[0]
        for rang, partie in enumerate((cellule, *cellule.suites)):
            if rang:
                paragraphe.add_run("\n")
            _relier(paragraphe, partie.ecrite(), partie.adresse)
        for course in paragraphe.runs:
            course.bold, course.font.size = gras or None, taille
        if tableau.colonne_numerique(colonne) and len(cellules) > 1:
            paragraphe.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if fond:
            case._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", fill=fond))


def _orienter(docx: Any, *, paysage: bool) -> None:
    section = docx.add_section()
    section.orientation = WD_ORIENT.LANDSCAPE if paysage else WD_ORIENT.PORTRAIT
    grand, petit = max(section.page_width, section.page_height), min(section.page_width, section.page_height)
    section.page_width, section.page_height = (grand, petit) if paysage else (petit, grand)


def _relier(paragraphe: Any, texte: str, adresse: str) -> None:
    """Ajoute un texte, en lien s'il a une adresse complète."""
    if not adresse.startswith("http"):
        paragraphe.add_run(texte)
        return
    relation = paragraphe.part.relate_to(adresse, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    lien = OxmlElement("w:hyperlink")
    lien.set(qn("r:id"), relation)
    course = paragraphe.add_run(texte)
    lien.append(course._r)
    paragraphe._p.append(lien)


def _element(nom: str, **attributs: str) -> Any:
    element = OxmlElement(nom)
    for cle, valeur in attributs.items():
        element.set(qn(f"w:{cle}"), valeur)
    return element

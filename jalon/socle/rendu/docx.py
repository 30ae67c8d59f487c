"""Des blocs au DOCX : vrais styles, tableaux à en-tête répété, légendes ; le document reste modifiable.

Les tableaux sont écrits d'un bloc en XML : python-docx, case par case, prend un temps qui croît au carré.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from docx import Document as nouveau_document
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from jalon.socle.rendu.blocs import (
    Bloc,
    Case,
    Document,
    Etiquettes,
    Figure,
    Paysage,
    Prose,
    Rangee,
    SelonSupport,
    Tableau,
    Titre,
)
from jalon.socle.rendu.markdown import Arbre, Brin, Paragraphe
from jalon.socle.rendu.texte import typographie

VERT, GRIS = "0B5D4B", "5C635F"
POLICE = "Atkinson Hyperlegible"
STYLES_PROSE = {"chapo": "Intense Quote", "note": "Note", "alerte": "Note", "illustration": "Normal"}
SOMMAIRE = "Clic droit, « Mettre à jour les champs », pour afficher le sommaire et ses pages."


def en_docx(document: Document) -> bytes:
    """Le document DOCX, modifiable."""
    ecrivain = _Ecrivain(document)
    ecrivain.couverture()
    ecrivain.blocs(document.blocs)
    sortie = io.BytesIO()
    ecrivain.docx.save(sortie)
    return sortie.getvalue()


class _Ecrivain:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.docx = nouveau_document()
        self._proprietes()
        self._styles()
        self._pied()

    def _proprietes(self) -> None:
        proprietes = self.docx.core_properties
        proprietes.title = typographie(self.document.couverture.titre)[:255]
        proprietes.author = typographie(self.document.auteur)[:255]
        proprietes.language = "fr-FR"
        section = self.docx.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.1)

    def _styles(self) -> None:
        styles = self.docx.styles
        defauts = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
        langue = defauts.find(qn("w:lang"))
        if langue is not None:
            defauts.remove(langue)
        defauts.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="fr-FR" w:eastAsia="fr-FR" w:bidi="ar-SA"/>'))
        styles["Normal"].font.name, styles["Normal"].font.size = POLICE, Pt(10.5)
        for nom, taille in (
            ("Title", 28),
            ("Heading 1", 18),
            ("Heading 2", 14),
            ("Heading 3", 11.5),
            ("Heading 4", 10.5),
        ):
            self._police(styles[nom], taille, VERT)
        self._police(styles["Caption"], 9, GRIS)
        note = styles.add_style("Note", 1)
        note.base_style = styles["Normal"]
        note.font.size, note.font.color.rgb = Pt(9), RGBColor.from_string(GRIS)
        case = styles.add_style("Case de tableau", 1)
        case.base_style = styles["Normal"]
        case.font.size = Pt(8.5)
        case.paragraph_format.space_after = Pt(0)

    def _police(self, style: Any, taille: float, couleur: str) -> None:
        style.font.name, style.font.size = POLICE, Pt(taille)
        style.font.color.rgb = RGBColor.from_string(couleur)
        police = style.element.rPr.rFonts
        for attribut in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            police.attrib.pop(qn(f"w:{attribut}"), None)

    def _pied(self) -> None:
        paragraphe = self.docx.sections[0].footer.paragraphs[0]
        paragraphe.style = self.docx.styles["Note"]
        paragraphe.add_run(f"{typographie(self.document.pied)} — page ")
        paragraphe._p.append(
            parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>')
        )

    def couverture(self) -> None:
        couverture = self.document.couverture
        self.docx.add_paragraph(typographie(couverture.surtitre), style="Subtitle")
        self.docx.add_paragraph(typographie(couverture.titre), style="Title")
        for texte in (couverture.sous_titre, *couverture.lignes):
            if texte:
                self.docx.add_paragraph(typographie(texte))
        champ = (
            f'<w:p {nsdecls("w")}><w:fldSimple w:instr=" TOC \\o &quot;1-3&quot; \\h \\z ">'
            f"<w:r><w:t>{escape(SOMMAIRE)}</w:t></w:r></w:fldSimple></w:p>"
        )
        self._avant_fin(parse_xml(champ))

    def blocs(self, blocs: Iterable[Bloc]) -> None:
        for bloc in blocs:
            match bloc:
                case Titre():
                    titre = self.docx.add_heading(typographie(bloc.texte), bloc.niveau)
                    titre.paragraph_format.page_break_before = bloc.page
                case Prose():
                    self._prose(bloc.arbre, STYLES_PROSE.get(bloc.style, "Normal"))
                case Tableau():
                    self._tableau(bloc)
                case Etiquettes():
                    for mot, _ in bloc.mots:
                        self.docx.add_paragraph(typographie(mot))
                case Figure():
                    self._figure(bloc)
                case Paysage():
                    self._orienter(WD_ORIENT.LANDSCAPE)
                    self.blocs(bloc.blocs)
                    self._orienter(WD_ORIENT.PORTRAIT)
                case SelonSupport():
                    self.blocs(bloc.modifiable)

    def _orienter(self, orientation: Any) -> None:
        section = self.docx.add_section()
        if section.orientation != orientation:
            section.orientation = orientation
            section.page_width, section.page_height = section.page_height, section.page_width

    def _prose(self, arbre: Arbre, style: str, liste: str = "", niveau: int = 1) -> None:
        for noeud in arbre:
            if isinstance(noeud, Paragraphe):
                suffixe = "" if niveau < 2 else f" {min(niveau, 3)}"
                self._paragraphe(noeud.brins, f"{liste}{suffixe}" if liste else style)
                continue
            for element in noeud.elements:
                nom = "List Number" if noeud.ordonnee else "List Bullet"
                self._prose(element, style, nom, niveau + 1 if liste else 1)

    def _paragraphe(self, brins: Iterable[Brin], style: str) -> None:
        paragraphe = self.docx.add_paragraph(style=style)
        for brin in brins:
            morceau = paragraphe.add_run(typographie(brin.texte))
            morceau.bold, morceau.italic = brin.gras or None, brin.italique or None

    def _figure(self, figure: Figure) -> None:
        import vl_convert

        png = vl_convert.svg_to_png(figure.svg, scale=2)
        largeur = Cm(16.5 * figure.largeur)
        image = self.docx.add_picture(io.BytesIO(png), width=largeur)
        image._inline.docPr.set("descr", typographie(figure.remplacement))
        if figure.legende:
            self.docx.add_paragraph(typographie(figure.legende), style="Caption")

    def _tableau(self, tableau: Tableau) -> None:
        if tableau.legende:
            legende = self.docx.add_paragraph(typographie(tableau.legende), style="Caption")
            legende.paragraph_format.keep_with_next = True
        section = self.docx.sections[-1]
        largeur = (section.page_width - section.left_margin - section.right_margin) // 635
        self._avant_fin(parse_xml("".join(_xml_tableau(tableau, largeur))))
        self.docx.add_paragraph(typographie(tableau.note), style="Note")

    def _avant_fin(self, element: Any) -> None:
        self.docx.element.body.insert_element_before(element, "w:sectPr")


def _xml_tableau(tableau: Tableau, largeur: int) -> Iterator[str]:
    parts = [c.part or 0.5 for c in tableau.colonnes]
    largeurs = [round(largeur * p / sum(parts)) for p in parts]
    yield (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{largeur}" w:type="dxa"/>'
        '<w:tblBorders><w:top w:val="single" w:sz="4" w:color="DCDAD2"/><w:bottom w:val="single" w:sz="8" w:color="1F2421"/>'
        '<w:insideH w:val="single" w:sz="4" w:color="DCDAD2"/></w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:firstRow="1"/></w:tblPr><w:tblGrid>'
    )
    yield "".join(f'<w:gridCol w:w="{l}"/>' for l in largeurs)  # noqa: E741
    yield "</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
    for colonne, part in zip(tableau.colonnes, largeurs, strict=True):
        yield _xml_case(_brins_xml((Brin(colonne.titre, gras=True),), VERT), part, colonne.nombre)
    yield "</w:tr>"
    for rangee in tableau.rangees:
        yield from _xml_rangee(rangee, tableau, largeurs)
    yield "</w:tbl>"


def _xml_rangee(rangee: Rangee, tableau: Tableau, largeurs: list[int]) -> Iterator[str]:
    yield "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
    if rangee.genre == "groupe":
        brins = _brins_xml(_gras(rangee.cases[0]), VERT)
        yield _xml_case(brins, sum(largeurs), False, portee=len(largeurs), fond="E3EFEB")
    else:
        for case, colonne, largeur in zip(rangee.cases, tableau.colonnes, largeurs, strict=True):
            brins = case.brins if rangee.genre == "ligne" else _gras(case)
            note = (Brin(f" {case.note}", italique=True),) if case.note else ()
            yield _xml_case(_brins_xml((*brins, *note)), largeur, colonne.nombre)
    yield "</w:tr>"


def _gras(case: Case) -> tuple[Brin, ...]:
    return tuple(Brin(b.texte, True, b.italique, b.lien, "", b.ton) for b in case.brins)


def _brins_xml(brins: Iterable[Brin], couleur: str = "") -> str:
    morceaux = []
    for brin in brins:
        proprietes = ("<w:b/>" if brin.gras else "") + ("<w:i/>" if brin.italique else "")
        teinte = couleur or (GRIS if brin.ton in ("manque", "gris", "note") else "")
        proprietes += f'<w:color w:val="{teinte}"/>' if teinte else ""
        textes = "<w:br/>".join(
            f'<w:t xml:space="preserve">{escape(t)}</w:t>' for t in typographie(brin.texte).split("\n")
        )
        morceaux.append(f"<w:r><w:rPr>{proprietes}</w:rPr>{textes}</w:r>")
    return "".join(morceaux)


def _xml_case(contenu: str, largeur: int, nombre: bool, *, portee: int = 1, fond: str = "") -> str:
    proprietes = f'<w:tcW w:w="{largeur}" w:type="dxa"/>'
    proprietes += f'<w:gridSpan w:val="{portee}"/>' if portee > 1 else ""
    proprietes += f'<w:shd w:val="clear" w:color="auto" w:fill="{fond}"/>' if fond else ""
    cote = '<w:jc w:val="right"/>' if nombre else ""
    return (
        f'<w:tc><w:tcPr>{proprietes}</w:tcPr><w:p><w:pPr><w:pStyle w:val="Casedetableau"/>{cote}</w:pPr>'
        f"{contenu}</w:p></w:tc>"
    )

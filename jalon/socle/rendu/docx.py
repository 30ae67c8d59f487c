"""Des blocs au DOCX : vrais styles, tableaux à en-tête répété, légendes ; le document reste modifiable.

Le corps est écrit d'un trait en XML : python-docx, paragraphe par paragraphe, relit ses styles à chaque fois.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from docx import Document as nouveau_document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from lxml import etree

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

VERT, GRIS, FOND = "0B5D4B", "5C635F", "E3EFEB"
POLICE = "Atkinson Hyperlegible"
STYLES_PROSE = {"chapo": "Chapo", "note": "Note", "alerte": "Note", "surtitre": "Note"}
SOMMAIRE = "Clic droit, « Mettre à jour les champs », pour afficher le sommaire et ses pages."
NIVEAUX_DE_LISTE = 3
LARGEUR, HAUTEUR, MARGE = Cm(21), Cm(29.7), Cm(2.1)
BORDURES = (
    '<w:tblBorders><w:top w:val="single" w:sz="4" w:color="DCDAD2"/>'
    '<w:bottom w:val="single" w:sz="8" w:color="1F2421"/>'
    '<w:insideH w:val="single" w:sz="4" w:color="DCDAD2"/></w:tblBorders>'
)


def en_docx(document: Document) -> bytes:
    """Le document DOCX, modifiable."""
    ecrivain = _Ecrivain(document)
    corps = [*ecrivain.couverture(), *ecrivain.blocs(document.blocs)]
    contenu = parse_xml(f"<w:body {nsdecls('w', 'r', 'wp', 'a', 'pic')}>{''.join(corps)}</w:body>")
    fin = ecrivain.docx.element.body.sectPr
    for element in list(contenu):
        fin.addprevious(element)
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
        self.styles = {style.name: style.style_id for style in self.docx.styles}
        self.cotes = (int(LARGEUR), int(HAUTEUR))
        self.largeur = (self.cotes[0] - 2 * int(MARGE)) // 635

    def _proprietes(self) -> None:
        proprietes = self.docx.core_properties
        proprietes.title = typographie(self.document.couverture.titre)[:255]
        proprietes.author = typographie(self.document.auteur)[:255]
        proprietes.language = "fr-FR"
        section = self.docx.sections[0]
        section.page_width, section.page_height = LARGEUR, HAUTEUR
        section.left_margin = section.right_margin = MARGE

    def _styles(self) -> None:
        styles = self.docx.styles
        defauts = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
        langue = defauts.find(qn("w:lang"))
        if langue is not None:
            defauts.remove(langue)
        defauts.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="fr-FR" w:eastAsia="fr-FR" w:bidi="ar-SA"/>'))
        styles["Normal"].font.name, styles["Normal"].font.size = POLICE, Pt(10.5)
        tailles = {"Title": 28, "Subtitle": 12, "Heading 1": 18, "Heading 2": 14, "Heading 3": 11.5}
        for nom, taille in {**tailles, "Heading 4": 10.5}.items():
            _police(styles[nom], taille, VERT)
        _police(styles["Caption"], 9, GRIS)
        for nom, taille, couleur in (
            ("Note", 9, GRIS),
            ("Chapo", 12.5, "1F2421"),
            ("Case de tableau", 8.5, "1F2421"),
        ):
            style = styles.add_style(nom, 1)
            style.base_style = styles["Normal"]
            style.font.size, style.font.color.rgb = Pt(taille), RGBColor.from_string(couleur)
        styles["Case de tableau"].paragraph_format.space_after = Pt(0)

    def _pied(self) -> None:
        paragraphe = self.docx.sections[0].footer.paragraphs[0]
        paragraphe.style = self.docx.styles["Note"]
        paragraphe.add_run(f"{typographie(self.document.pied)} — page ")
        champ = "<w:r><w:t>1</w:t></w:r></w:fldSimple>"
        paragraphe._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE">{champ}'))

    def couverture(self) -> Iterator[str]:
        couverture = self.document.couverture
        yield self._texte(couverture.surtitre, "Subtitle")
        yield self._texte(couverture.titre, "Title")
        for texte in (couverture.sous_titre, *couverture.lignes):
            if texte:
                yield self._texte(texte, "Normal")
        yield (
            '<w:p><w:fldSimple w:instr=" TOC \\o &quot;1-3&quot; \\h \\z ">'
            f"<w:r><w:t>{escape(typographie(SOMMAIRE))}</w:t></w:r></w:fldSimple></w:p>"
        )

    def blocs(self, blocs: Iterable[Bloc]) -> Iterator[str]:
        for bloc in blocs:
            match bloc:
                case Titre():
                    page = "<w:pageBreakBefore/>" if bloc.page else ""
                    yield self._texte(bloc.texte, f"Heading {bloc.niveau}", page)
                case Prose():
                    yield from self._prose(bloc.arbre, STYLES_PROSE.get(bloc.style, "Normal"))
                case Tableau():
                    yield from self._tableau(bloc)
                case Etiquettes():
                    yield from (self._texte(mot, "Normal") for mot, _ in bloc.mots)
                case Figure():
                    yield from self._figure(bloc)
                case Paysage():
                    yield from self._paysage(bloc)
                case SelonSupport():
                    yield from self.blocs(bloc.modifiable)

    def _paysage(self, bloc: Paysage) -> Iterator[str]:
        largeur, hauteur = self.cotes
        yield self._fin_de_section(largeur, hauteur)
        self.largeur = (hauteur - 2 * int(MARGE)) // 635
        yield from self.blocs(bloc.blocs)
        self.largeur = (largeur - 2 * int(MARGE)) // 635
        yield self._fin_de_section(hauteur, largeur)

    def _fin_de_section(self, largeur: int, hauteur: int) -> str:
        """Le paragraphe qui clôt une section de ces dimensions, avec le pied de page de la dernière."""
        section = parse_xml(etree.tostring(self.docx.element.body.sectPr))
        taille = section.find(qn("w:pgSz"))
        taille.set(qn("w:w"), str(largeur // 635))
        taille.set(qn("w:h"), str(hauteur // 635))
        if largeur > hauteur:
            taille.set(qn("w:orient"), "landscape")
        return f"<w:p><w:pPr>{etree.tostring(section, encoding='unicode')}</w:pPr></w:p>"

    def _prose(self, arbre: Arbre, style: str, niveau: int = 0) -> Iterator[str]:
        for noeud in arbre:
            if isinstance(noeud, Paragraphe):
                yield self._paragraphe(_brins_xml(noeud.brins), style)
                continue
            nom = "List Number" if noeud.ordonnee else "List Bullet"
            rang = min(niveau + 1, NIVEAUX_DE_LISTE)
            for element in noeud.elements:
                yield from self._prose(element, nom if rang == 1 else f"{nom} {rang}", rang)

    def _texte(self, texte: str, style: str, proprietes: str = "") -> str:
        return self._paragraphe(_brins_xml((Brin(texte),)), style, proprietes)

    def _paragraphe(self, contenu: str, style: str, proprietes: str = "") -> str:
        nom = f'<w:pStyle w:val="{self.styles[style]}"/>'
        return f"<w:p><w:pPr>{nom}{proprietes}</w:pPr>{contenu}</w:p>"

    def _figure(self, figure: Figure) -> Iterator[str]:
        import vl_convert

        png = vl_convert.svg_to_png(figure.svg, scale=2)
        dessin = self.docx.part.new_pic_inline(io.BytesIO(png), Cm(16.5 * figure.largeur), None)
        dessin.docPr.set("descr", typographie(figure.remplacement))
        xml = etree.tostring(dessin, encoding="unicode")
        yield self._paragraphe(f"<w:r><w:drawing>{xml}</w:drawing></w:r>", "Normal")
        if figure.legende:
            yield self._texte(figure.legende, "Caption")

    def _tableau(self, tableau: Tableau) -> Iterator[str]:
        if tableau.legende:
            yield self._texte(tableau.legende, "Caption", "<w:keepNext/>")
        yield from _xml_tableau(tableau, self.largeur, self.styles["Case de tableau"])
        yield self._texte(tableau.note, "Note")


def _police(style: Any, taille: float, couleur: str) -> None:
    style.font.name, style.font.size = POLICE, Pt(taille)
    style.font.color.rgb = RGBColor.from_string(couleur)
    police = style.element.rPr.rFonts
    for attribut in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        police.attrib.pop(qn(f"w:{attribut}"), None)


def _xml_tableau(tableau: Tableau, largeur: int, style: str) -> Iterator[str]:
    parts = [c.part for c in tableau.colonnes]
    largeurs = [round(largeur * part / sum(parts)) for part in parts]
    yield (
        f'<w:tbl><w:tblPr><w:tblW w:w="{largeur}" w:type="dxa"/>{BORDURES}<w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:firstRow="1"/></w:tblPr><w:tblGrid>'
    )
    yield "".join(f'<w:gridCol w:w="{cote}"/>' for cote in largeurs)
    yield "</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
    for colonne, cote in zip(tableau.colonnes, largeurs, strict=True):
        yield _xml_case(_brins_xml((Brin(colonne.titre, gras=True),), VERT), cote, colonne.nombre, style)
    yield "</w:tr>"
    for rangee in tableau.rangees:
        yield from _xml_rangee(rangee, tableau, largeurs, style)
    yield "</w:tbl>"


def _xml_rangee(rangee: Rangee, tableau: Tableau, largeurs: list[int], style: str) -> Iterator[str]:
    yield "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
    if rangee.genre == "groupe":
        brins = _brins_xml(_gras(rangee.cases[0]), VERT)
        yield _xml_case(brins, sum(largeurs), False, style, portee=len(largeurs), fond=FOND)
    else:
        for case, colonne, largeur in zip(rangee.cases, tableau.colonnes, largeurs, strict=True):
            morceaux = case.brins if rangee.genre == "ligne" else _gras(case)
            note = (Brin(f" {case.note}", ton="note"),) if case.note else ()
            yield _xml_case(_brins_xml((*morceaux, *note)), largeur, colonne.nombre, style)
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


def _xml_case(
    contenu: str, largeur: int, nombre: bool, style: str, *, portee: int = 1, fond: str = ""
) -> str:
    proprietes = f'<w:tcW w:w="{largeur}" w:type="dxa"/>'
    proprietes += f'<w:gridSpan w:val="{portee}"/>' if portee > 1 else ""
    proprietes += f'<w:shd w:val="clear" w:color="auto" w:fill="{fond}"/>' if fond else ""
    cote = '<w:jc w:val="right"/>' if nombre else ""
    return (
        f'<w:tc><w:tcPr>{proprietes}</w:tcPr><w:p><w:pPr><w:pStyle w:val="{style}"/>{cote}</w:pPr>'
        f"{contenu}</w:p></w:tc>"
    )

"""Des blocs au classeur ODS, par odfdo : mêmes nombres, formats et formules que le XLSX."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from html import escape
from itertools import chain
from typing import Any

from odfdo import Document as DocumentOdf
from odfdo import Element
from xlsxwriter.utility import xl_col_to_name

from jalon.socle.rendu.blocs import Case, Document, Ecart, Somme
from jalon.socle.rendu.classeur import CASE_MAX, plages_de
from jalon.socle.rendu.feuilles import FeuilleRemplie, LigneFeuille, feuilles_du_document
from jalon.socle.rendu.texte import propre

CONTENU = "content.xml"
CORPS = re.compile(r"<office:spreadsheet\b.*</office:spreadsheet>|<office:spreadsheet\s*/>", re.DOTALL)
FIN_STYLES = "</office:automatic-styles>"
GENRES = ("ligne", "texte", "titre", "sous_titre", "entete", "groupe", "sous_total", "total")
TEXTES = {
    "titre": 'fo:font-weight="bold" fo:color="#0b5d4b" fo:font-size="14pt"',
    "sous_titre": 'fo:font-weight="bold" fo:color="#0b5d4b"',
    "entete": 'fo:font-weight="bold" fo:color="#0b5d4b"',
    "groupe": 'fo:font-weight="bold"',
    "sous_total": 'fo:font-weight="bold"',
    "total": 'fo:font-weight="bold"',
}
CASES = {
    "entete": 'fo:border-bottom="1pt solid #0b5d4b" fo:wrap-option="wrap"',
    "groupe": 'fo:background-color="#e3efeb"',
    "sous_total": 'fo:border-top="0.5pt solid #1f2421"',
    "total": 'fo:border-top="1pt solid #1f2421"',
    "ligne": 'fo:wrap-option="wrap" style:vertical-align="top"',
}


def en_ods(document: Document) -> bytes:
    """Le classeur du document, au format OpenDocument."""
    return ods_des_feuilles(feuilles_du_document(document), document.couverture.titre)


def ods_des_feuilles(feuilles: Iterable[FeuilleRemplie], titre: str) -> bytes:
    """Le classeur de ces feuilles."""
    odf = DocumentOdf("spreadsheet")
    odf.meta.title = propre(titre)
    odf.language = "fr-FR"
    styles = _Styles()
    liste = list(feuilles)
    tables = "".join(chain.from_iterable(_feuille(f, rang, styles) for rang, f in enumerate(liste)))
    archive: Any = odf.container
    contenu: str = archive.get_part(CONTENU).decode()
    # Écrit d'un trait : déplacer des milliers de nœuds d'un arbre à l'autre coûte la moitié du temps.
    contenu = CORPS.sub(lambda _: f"<office:spreadsheet>{tables}</office:spreadsheet>", contenu, count=1)
    contenu = contenu.replace(FIN_STYLES, "".join(styles.xml(liste)) + FIN_STYLES, 1)
    archive.set_part(CONTENU, contenu.encode())
    _figer(odf, liste)
    sortie = io.BytesIO()
    odf.save(sortie)
    return sortie.getvalue()


class _Styles:
    """Les styles de case employés, un par (genre, format, décimales)."""

    def __init__(self) -> None:
        self.noms: dict[tuple[str, str, int], str] = {}

    def nom(self, genre: str, case: Case) -> str:
        nombre = "" if case.valeur is None else case.format
        cle = (genre, nombre, case.decimales if nombre and nombre != "euro" else 0)
        return self.noms.setdefault(cle, f"c{len(self.noms) + 1}")

    def xml(self, feuilles: list[FeuilleRemplie]) -> Iterator[str]:
        for genre, decimales in sorted({(n, d) for _, n, d in self.noms if n}):
            yield _format(genre, decimales)
        for (genre, nombre, decimales), nom in self.noms.items():
            donnee = f' style:data-style-name="N{nombre}{decimales}"' if nombre else ""
            paragraphe = '<style:paragraph-properties fo:text-align="end"/>' if nombre else ""
            yield (
                f'<style:style style:name="{nom}" style:family="table-cell"{donnee}>'
                f"<style:table-cell-properties {CASES.get(genre, '')}/>{paragraphe}"
                f"<style:text-properties {TEXTES.get(genre, '')}/></style:style>"
            )
        for rang, feuille in enumerate(feuilles):
            for colonne, largeur in enumerate(feuille.largeurs):
                yield (
                    f'<style:style style:name="k{rang}_{colonne}" style:family="table-column">'
                    f'<style:table-column-properties style:column-width="{largeur * 0.19:.2f}cm"/>'
                    "</style:style>"
                )


def _format(genre: str, decimales: int) -> str:
    nom = f'style:name="N{genre}{decimales}" number:language="fr" number:country="FR"'
    chiffres = 2 if genre == "euro" else decimales
    nombre = (
        f'<number:number number:decimal-places="{chiffres}" number:min-decimal-places="{chiffres}" '
        'number:min-integer-digits="1" number:grouping="true"/>'
    )
    if genre == "euro":
        return (
            f"<number:currency-style {nom}>{nombre}<number:text> </number:text>"
            '<number:currency-symbol number:language="fr" number:country="FR">€</number:currency-symbol>'
            "</number:currency-style>"
        )
    if genre == "pourcent":
        return (
            f"<number:percentage-style {nom}>{nombre}<number:text> %</number:text></number:percentage-style>"
        )
    return f"<number:number-style {nom}>{nombre}</number:number-style>"


def _feuille(feuille: FeuilleRemplie, rang: int, styles: _Styles) -> Iterator[str]:
    yield f'<table:table table:name="{escape(feuille.nom)}">'
    for colonne in range(len(feuille.largeurs)):
        yield f'<table:table-column table:style-name="k{rang}_{colonne}"/>'
    for numero, ligne in enumerate(feuille.lignes):
        yield "<table:table-row>"
        for colonne, case in enumerate(ligne.cases):
            yield _case(case, ligne, numero, colonne, styles)
        yield "<table:table-cell/></table:table-row>"
    yield "</table:table>"


def _case(case: Case, ligne: LigneFeuille, numero: int, colonne: int, styles: _Styles) -> str:
    style = f' table:style-name="{styles.nom(ligne.genre, case)}"'
    texte = propre(case.texte)[:CASE_MAX]
    if case.valeur is None:
        if not texte:
            return f"<table:table-cell{style}/>"
        lignes = "".join(f"<text:p>{escape(t)}</text:p>" for t in texte.split("\n"))
        return f'<table:table-cell{style} office:value-type="string">{lignes}</table:table-cell>'
    valeur = case.valeur / 100 if case.format == "pourcent" else case.valeur
    genre = {"euro": 'currency" office:currency="EUR', "pourcent": "percentage"}.get(case.format, "float")
    formule = _formule(case, ligne.debut, numero, colonne)
    annotation = (
        f"<office:annotation><text:p>{escape(case.note)}</text:p></office:annotation>" if case.note else ""
    )
    return (
        f'<table:table-cell{style}{formule} office:value-type="{genre}" office:value="{valeur:f}">'
        f"{annotation}<text:p>{escape(texte or f'{valeur:f}')}</text:p></table:table-cell>"
    )


def _formule(case: Case, debut: int, numero: int, colonne: int) -> str:
    match case.formule:
        case Somme(rangs) if rangs:
            nom = xl_col_to_name(colonne)
            plages = (f"[.{nom}{a + debut + 1}:.{nom}{b + debut + 1}]" for a, b in plages_de(rangs))
            return f' table:formula="of:=SUM({";".join(plages)})"'
        case Ecart(plus, moins):
            suite = f"-{_somme(moins, numero)}" if moins else ""
            return f' table:formula="of:={_somme(plus, numero)}{suite}"'
    return ""


def _somme(colonnes: tuple[int, ...], numero: int) -> str:
    return f"SUM({';'.join(f'[.{xl_col_to_name(c)}{numero + 1}]' for c in colonnes)})"


def _figer(odf: DocumentOdf, feuilles: list[FeuilleRemplie]) -> None:
    """Fige l'en-tête des feuilles d'un seul tableau (réglages de vue du classeur)."""
    entrees = "".join(_vue(f) for f in feuilles if f.entete is not None)
    if not entrees:
        return
    vue = Element.from_tag(
        '<config:config-item-set config:name="ooo:view-settings">'
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        f'<config:config-item-map-named config:name="Tables">{entrees}</config:config-item-map-named>'
        "</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set>"
    )
    parametres: Any = odf.get_part("settings.xml")
    reglages = parametres.get_element("//office:settings")
    for ancien in reglages.children:
        reglages.delete(ancien)
    reglages.append(vue)


def _vue(feuille: FeuilleRemplie) -> str:
    rang = (feuille.entete or 0) + 1
    valeurs = (
        ("HorizontalSplitMode", "short", 2), ("VerticalSplitMode", "short", 2),
        ("HorizontalSplitPosition", "int", 1), ("VerticalSplitPosition", "int", rang),
        ("PositionRight", "int", 1), ("PositionBottom", "int", rang), ("ActiveSplitRange", "short", 3),
    )  # fmt: skip
    items = "".join(
        f'<config:config-item config:name="{nom}" config:type="{type_}">{valeur}</config:config-item>'
        for nom, type_, valeur in valeurs
    )
    nom = escape(feuille.nom)
    return f'<config:config-item-map-entry config:name="{nom}">{items}</config:config-item-map-entry>'

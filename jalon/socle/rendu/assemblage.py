"""Plusieurs PDF en un seul, page à page : rien de ce qu'une page montre n'est refait.

Les balises (PDF/UA) suivent : chaque document garde son arbre, repris sous une racine commune.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)


def assembler_pdf(documents: Iterable[bytes], *, titre: str, jour: date) -> tuple[bytes, list[int]]:
    """Le PDF de tous ces documents, dans l'ordre, et le nombre de pages de chacun.

    Les mêmes documents donnent les mêmes octets. Lève `pypdf.errors.PyPdfError` si l'un ne se lit pas.
    """
    assemblage = _Assemblage()
    pages = [assemblage.ajouter(octets) for octets in documents]
    return assemblage.octets(titre, jour), pages


class _Assemblage:
    """Un PDF en cours : les pages et l'arbre de balises de chaque document, sous une racine commune."""

    def __init__(self) -> None:
        self.ecrivain = PdfWriter()
        self.catalogue: DictionaryObject = self.ecrivain.root_object
        self.pages: Any = self.catalogue["/Pages"]
        self.documents, self.arbres, self.parents = ArrayObject(), ArrayObject(), ArrayObject()
        self.roles, self.racine, self.ensemble = DictionaryObject(), DictionaryObject(), DictionaryObject()
        self.ref_racine = self.ecrivain._add_object(self.racine)
        self.ref_ensemble = self.ecrivain._add_object(self.ensemble)
        self.nombre = self.premiere_cle = 0

    def ajouter(self, octets: bytes) -> int:
        """Reprend toutes les pages d'un document, avec leurs balises ; rend leur nombre."""
        origine = PdfReader(io.BytesIO(octets)).root_object
        utiles = {cle: origine.raw_get(cle) for cle in ("/Pages", "/StructTreeRoot") if cle in origine}
        repris: Any = _dictionnaire(utiles).clone(self.ecrivain)
        pages = repris["/Pages"]
        pages[NameObject("/Parent")] = self.catalogue.raw_get("/Pages")
        self.documents.append(repris.raw_get("/Pages"))
        self.nombre += pages["/Count"]
        if "/StructTreeRoot" in repris:
            self._baliser(repris["/StructTreeRoot"], pages)
        return int(pages["/Count"])

    def _baliser(self, arbre: Any, pages: Any) -> None:
        """Met l'arbre d'un document sous la racine commune : ses clés suivent celles d'avant."""
        for element in _liste(arbre.raw_get("/K")):
            element.get_object()[NameObject("/P")] = self.ref_ensemble
            self.arbres.append(element)
        self.roles.update(arbre.get("/RoleMap", {}))
        for page in _feuilles(pages):
            self._decaler(page, "/StructParents")
            for annotation in page.get("/Annots", ()):
                self._decaler(annotation.get_object(), "/StructParent")
        derniere = -1
        for cle, valeur in _nombres(arbre["/ParentTree"]):
            self.parents.extend([NumberObject(cle + self.premiere_cle), valeur])
            derniere = max(derniere, cle)
        self.premiere_cle += derniere + 1

    def _decaler(self, objet: Any, nom: str) -> None:
        if nom in objet:
            objet[NameObject(nom)] = NumberObject(objet[nom] + self.premiere_cle)

    def octets(self, titre: str, jour: date) -> bytes:
        """Le PDF écrit : sans heure ni hasard."""
        self.pages.update(_dictionnaire({"/Kids": self.documents, "/Count": NumberObject(self.nombre)}))
        self.ensemble.update(
            _dictionnaire(
                {
                    "/Type": NameObject("/StructElem"),
                    "/S": NameObject("/Document"),
                    "/P": self.ref_racine,
                    "/K": self.arbres,
                }
            )
        )
        self.racine.update(
            _dictionnaire(
                {
                    "/Type": NameObject("/StructTreeRoot"),
                    "/K": self.ref_ensemble,
                    "/RoleMap": self.roles,
                    "/ParentTree": _dictionnaire({"/Nums": self.parents}),
                    "/ParentTreeNextKey": NumberObject(self.premiere_cle),
                }
            )
        )
        self.catalogue.update(
            _dictionnaire(
                {
                    "/Lang": TextStringObject("fr-FR"),
                    "/MarkInfo": _dictionnaire({"/Marked": BooleanObject(True)}),
                    "/ViewerPreferences": _dictionnaire({"/DisplayDocTitle": BooleanObject(True)}),
                    "/StructTreeRoot": self.ref_racine,
                }
            )
        )
        self.ecrivain.pdf_header = "%PDF-1.7"
        self.ecrivain.metadata = {"/Title": titre, "/CreationDate": f"D:{jour:%Y%m%d}000000Z"}
        sortie = io.BytesIO()
        self.ecrivain.write(sortie)
        return sortie.getvalue()


def _dictionnaire(valeurs: dict[str, PdfObject]) -> DictionaryObject:
    return DictionaryObject({NameObject(cle): valeur for cle, valeur in valeurs.items()})


def _liste(valeur: Any) -> list[Any]:
    contenu = valeur.get_object()
    return list(contenu) if isinstance(contenu, ArrayObject) else [valeur]


def _feuilles(noeud: Any) -> Iterator[Any]:
    """Les pages sous ce nœud."""
    for enfant in noeud["/Kids"]:
        lu = enfant.get_object()
        yield from _feuilles(lu) if "/Kids" in lu else [lu]


def _nombres(noeud: Any) -> Iterator[tuple[int, Any]]:
    """Les paires d'un arbre de nombres, dans l'ordre."""
    paires = noeud.get("/Nums", ArrayObject())
    yield from ((int(paires[rang]), list.__getitem__(paires, rang + 1)) for rang in range(0, len(paires), 2))
    for enfant in noeud.get("/Kids", ()):
        yield from _nombres(enfant.get_object())

"""Le vrai analyseur, en flux : ce à quoi le raccourci se replie dès qu'il n'est pas sûr."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import Any

from lxml import etree

from jalon.sources.flux_cnaf import limites
from jalon.sources.flux_cnaf.analyse import OPTIONS_SURES, nom_local
from jalon.sources.flux_cnaf.encodage import Encodage
from jalon.sources.flux_cnaf.erreurs import COUPE, ENTITES, REDEMANDER, FluxIllisible

MORCEAU = 1 << 16
HAUTS = bytes(range(0x80, 0x100))
LETTRE_MAX = 4
NOMS_LIBXML = {"utf-8": "utf-8", "cp1252": "windows-1252", "iso8859-15": "iso-8859-15"}


def evenements(
    morceaux: Iterator[bytes], encodage: Encodage, ligne: int, *, dans_racine: bool
) -> Iterator[tuple[str, Any, int]]:
    """Chaque enfant de `<Racine>`, entier : nom, élément, ligne. L'élément est effacé dès qu'on demande le
    suivant.

    `ligne` est celle du premier octet ; `dans_racine` dit que `<Racine>` a déjà été lue. Lève
    `FluxIllisible`.
    """
    analyseur = etree.XMLPullParser(events=("end",), encoding="utf-8", **OPTIONS_SURES)
    if dans_racine:
        analyseur.feed(b"<Racine>")
    compteur = _Compteur(ligne)
    try:
        for octets in _en_utf8(morceaux, encodage, compteur):
            analyseur.feed(octets)
            yield from _enfants(analyseur, ligne, compteur)
            compteur.verifier(len(octets))
        analyseur.close()
    except etree.XMLSyntaxError as erreur:
        faute = ligne + (erreur.lineno or 1) - 1
    else:
        return
    if compteur.fini and faute >= compteur.ligne:
        raise FluxIllisible(COUPE, compteur.ligne)
    raise FluxIllisible(f"le XML est mal formé. {REDEMANDER}", faute)


class _Compteur:
    """Où en est la lecture, et combien d'octets ont passé depuis le dernier foyer entier."""

    def __init__(self, ligne: int) -> None:
        self.ligne = ligne
        self.fini = False
        self.depuis = 0

    def verifier(self, octets: int) -> None:
        self.depuis += octets
        if self.depuis > limites.OCTETS_FOYER_MAX:
            raise FluxIllisible(f"un bloc ne se termine pas. {REDEMANDER}", self.ligne)


def _enfants(analyseur: Any, ligne: int, compteur: _Compteur) -> Iterator[tuple[str, Any, int]]:
    for _, element in analyseur.read_events():
        parent = element.getparent()
        if parent is None:
            continue
        nom = nom_local(element.tag)
        if parent.getparent() is not None:
            if nom == "InfosFoyerRSA":
                raise FluxIllisible(
                    f"un foyer en contient un autre. {REDEMANDER}", ligne + element.sourceline - 1
                )
            continue
        if element.getroottree().docinfo.doctype:
            raise FluxIllisible(ENTITES, 1)
        if nom_local(parent.tag) != "Racine":
            raise FluxIllisible(
                "la racine du fichier n'est pas « Racine » : ce n'est pas un flux bénéficiaire.", ligne
            )
        compteur.depuis = 0
        yield nom, element, ligne + element.sourceline - 1
        element.clear(keep_tail=False)
        while element.getprevious() is not None:
            del parent[0]


def _en_utf8(morceaux: Iterator[bytes], encodage: Encodage, compteur: _Compteur) -> Iterator[bytes]:
    """Les mêmes caractères en UTF-8, bloc par bloc."""
    decodeur: codecs.IncrementalDecoder | None = None
    for octets in _blocs(morceaux):
        encodage.decider(octets, compteur.ligne)
        if decodeur is None and encodage.sur:
            decodeur = codecs.getincrementaldecoder(encodage.nom)()
        if decodeur is None:
            yield octets
        else:
            try:
                yield decodeur.decode(octets).encode("utf-8")
            except UnicodeDecodeError as erreur:
                faute = compteur.ligne + octets.count(b"\n", 0, erreur.start)
                nom = encodage.declare or encodage.nom
                raise FluxIllisible(
                    f"un caractère n'existe pas dans l'encodage {nom}. {REDEMANDER}", faute
                ) from None
        compteur.ligne += octets.count(b"\n")
    compteur.fini = True


def _blocs(morceaux: Iterator[bytes]) -> Iterator[bytes]:
    """De petits blocs, pour une mémoire plate, qui ne coupent pas de caractère accentué."""
    attente = b""
    for morceau in morceaux:
        for debut in range(0, len(morceau), MORCEAU):
            bloc = attente + morceau[debut : debut + MORCEAU]
            fin = len(bloc.rstrip(HAUTS)) or (len(bloc) if len(bloc) > LETTRE_MAX else 0)
            attente = bloc[fin:]
            if fin:
                yield bloc[:fin]
    if attente:
        yield attente


def octets_du_foyer(element: Any, encodage: Encodage) -> bytes:
    """Le foyer réécrit sans espace de noms ni commentaire, dans l'encodage du fichier."""
    for noeud in element.iter():
        noeud.tag = nom_local(noeud.tag)
    etree.cleanup_namespaces(element)
    octets: bytes = etree.tostring(
        element, encoding=NOMS_LIBXML[encodage.nom], with_tail=False, xml_declaration=False
    )
    return octets

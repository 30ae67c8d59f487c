"""Couper un flux en foyers sans l'analyser, et contrôler son enveloppe.

Depuis l'intérieur de `<Racine>`, hors de tout élément, un `<InfosFoyerRSA>` que rien ne précède que des
blancs ouvre
un foyer, et le premier `</InfosFoyerRSA>` le ferme, s'il n'y a entre eux ni commentaire, ni section CDATA, ni
instruction, ni autre foyer : XML interdit `<` partout ailleurs que dans une balise. Dès qu'une de ces
conditions
manque, la suite du fichier passe au vrai analyseur (`analyseur.py`), qui rend les mêmes tranches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any, BinaryIO

from jalon.sources.flux_cnaf import limites
from jalon.sources.flux_cnaf.analyse import Lecteur, analyser_xml
from jalon.sources.flux_cnaf.analyseur import evenements, octets_du_foyer
from jalon.sources.flux_cnaf.encodage import UTF8, encodage_declare
from jalon.sources.flux_cnaf.enveloppe import (
    Attendu,
    Pied,
    Tete,
    controler_departement,
    controler_pied,
    controler_tete,
    lire_pied,
    lire_tete,
)
from jalon.sources.flux_cnaf.erreurs import COUPE, ENTITES, REDEMANDER, DossierIllisible, FluxIllisible
from jalon.sources.flux_cnaf.ouverture import Bornes, Source, ouvrir
from jalon.sources.flux_cnaf.regles import REGLES
from jalon.sources.flux_cnaf.tranches import Tranche

OUVRE, FERME, BALISE, PIED = b"<InfosFoyerRSA>", b"</InfosFoyerRSA>", b"<InfosFoyerRSA", b"<TransmissionFlux>"
BLANCS = re.compile(rb"[ \t\r\n]*")
RACINE = re.compile(rb"(?:<\?xml\s[^>?]*\?>)?\s*<Racine>")
DOSSIER = re.compile(rb"<NUMDEMRSA>\s*([0-9A-Za-z]{1,11})\s*</NUMDEMRSA>")
DEPARTEMENT = re.compile(rb"<IDEPARTE>\s*([0-9A-Za-z]{1,3})\s*</IDEPARTE>")
INTERDITS = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
MARQUE_UTF8, UTF16 = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
APRES_LA_FIN = b"\x1a\x00 \t\r\n"


class Decoupe:
    """Les tranches d'un flux, dans l'ordre. `tete` est lue et contrôlée dès l'ouverture, `pied` à la fin.

    S'emploie avec `with`, et se parcourt une fois. Lève `FluxIllisible` à l'ouverture ou au fil du
    parcours : rien de
    ce qui a été rendu ne doit être gardé tant que le parcours n'est pas allé au bout.
    """

    def __init__(self, source: Source, attendu: Attendu, *, raccourci: bool = True) -> None:
        self.source = source
        self.attendu = attendu
        self.nombre = 0
        self.pied: Pied | None = None
        self.inconnus: dict[str, list[str]] = {}
        self.raccourci = raccourci
        self._suite: Iterator[tuple[str, Any, int]] | None = None
        self._tampon = b""
        self._base = 0
        self._position = 0
        self._ligne = 1
        self._fini = False
        self.tete: Tete = self._ouvrir()
        try:
            controler_tete(self.tete, attendu)
            self.source.controler_fin()
        except FluxIllisible as erreur:
            erreur.quotidien = not self.tete.mensuel
            raise

    def __enter__(self) -> Decoupe:
        return self

    def __exit__(self, *_: object) -> None:
        self.source.fermer()

    def __iter__(self) -> Iterator[Tranche]:
        if self._suite is None:
            yield from self._par_bornes()
        if self._suite is not None:
            yield from self._par_analyseur()
        if self.pied is None:
            raise FluxIllisible(
                "le fichier n'a pas de pied (TransmissionFlux) : rien ne prouve qu'il est entier. "
                "Demandez-le de "
                "nouveau à la CAF.",
                self._ligne,
            )
        controler_pied(self.pied, self.nombre)

    # L'ouverture : déclaration, racine, en-tête.

    def _ouvrir(self) -> Tete:
        while BALISE not in self._tampon and self._completer():
            if len(self._tampon) > limites.OCTETS_ENTETE_MAX and BALISE not in self._tampon:
                raise FluxIllisible(
                    "aucun foyer dans le premier million d'octets : ce n'est pas un flux bénéficiaire.", 1
                )
        if self._tampon.startswith(UTF16):
            raise FluxIllisible(
                "le fichier est en UTF-16, qui n'est pas admis. Demandez-le en windows-1252 ou UTF-8.", 1
            )
        if self._tampon.startswith(MARQUE_UTF8):
            self._position = len(MARQUE_UTF8)
        self.encodage = encodage_declare(self._tampon[self._position : self._position + 300])
        if self._position and self.encodage.nom != UTF8:
            raise FluxIllisible(
                "le fichier porte une marque UTF-8 mais se déclare dans un autre encodage.", 1
            )
        fin = self._fin_entete()
        entete = self._tampon[self._position : fin]
        interdit = INTERDITS.search(entete)
        if interdit:
            raise FluxIllisible(ENTITES, 1 + entete.count(b"\n", 0, interdit.start()))
        racine = RACINE.match(entete)
        if not (
            self.raccourci
            and racine
            and b"<!" not in entete
            and entete.count(b"<?") == entete.count(b"<?xml")
        ):
            return self._ouvrir_par_analyseur()
        self.encodage.decider(entete, 1)
        ligne = 1 + entete.count(b"\n", 0, racine.end())
        donnees = self._enveloppe(entete[racine.end() :] + b"</Racine>", ligne)
        self._position = fin
        self._ligne = 1 + entete.count(b"\n")
        return lire_tete(donnees.get("IdentificationFlux"), ligne)

    def _fin_entete(self) -> int:
        for borne in (BALISE, PIED):
            fin = self._tampon.find(borne, self._position)
            if fin >= 0:
                return fin
        return len(self._tampon)

    def _ouvrir_par_analyseur(self) -> Tete:
        self._suite = self._evenements(dans_racine=False)
        for nom, element, ligne in self._suite:
            if nom != "IdentificationFlux":
                break
            return lire_tete(self._bloc(element, nom, ligne), ligne)
        raise FluxIllisible(
            "le fichier n'a pas d'en-tête (IdentificationFlux) : ce n'est pas un flux bénéficiaire.", 1
        )

    def _enveloppe(self, contenu: bytes, ligne: int) -> dict[str, Any]:
        """Les blocs de la racine, hors foyers. `ligne` est celle de la première ligne du contenu."""
        try:
            racine = analyser_xml(b"<Racine>" + contenu, self.encodage)
            lecteur = Lecteur()
            donnees = lecteur.lire(racine, REGLES["Racine"])
        except DossierIllisible as erreur:
            raise self._coupe_ou_abime(contenu, erreur, ligne) from None
        self._retenir(lecteur)
        return donnees

    def _bloc(self, element: Any, nom: str, ligne: int) -> dict[str, Any]:
        lecteur = Lecteur()
        try:
            donnees = lecteur.lire(element, REGLES[nom])
        except DossierIllisible as erreur:
            raise FluxIllisible(f"{erreur.motif}. {REDEMANDER}", ligne) from None
        self._retenir(lecteur)
        return donnees

    def _retenir(self, lecteur: Lecteur) -> None:
        for chemin, valeurs in lecteur.inconnus.items():
            self.inconnus.setdefault(chemin, []).extend(valeurs)

    def _coupe_ou_abime(self, contenu: bytes, erreur: DossierIllisible, ligne: int) -> FluxIllisible:
        if not contenu.rstrip(APRES_LA_FIN).endswith(b"</Racine>"):
            return FluxIllisible(COUPE, ligne + contenu.count(b"\n"))
        return FluxIllisible(f"{erreur.motif}. {REDEMANDER}", ligne + erreur.ligne - 1)

    # Le raccourci : des octets aux tranches.

    def _par_bornes(self) -> Iterator[Tranche]:
        while True:
            debut = BLANCS.match(self._tampon, self._position).end()  # type: ignore[union-attr]
            if self._tampon.startswith(OUVRE, debut):
                fin = self._tampon.find(FERME, debut)
                if fin < 0 and self._attendre(debut):
                    continue
                if fin < 0:
                    break
                fin += len(FERME)
                octets = self._tampon[debut:fin]
                if not _sure(octets):
                    break
                self._ligne += self._tampon.count(b"\n", self._position, debut)
                yield self._tranche(octets, self._ligne, self._base + debut)
                self._position = fin
                self._ligne += octets.count(b"\n")
            elif self._fini or len(self._tampon) - debut > len(PIED):
                if self._finir():
                    return
                break
            else:
                self._completer()
        self._suite = self._evenements(dans_racine=True)

    def _attendre(self, debut: int) -> bool:
        """Lit la suite d'un foyer commencé ; faux s'il est démesuré ou si le fichier s'arrête là."""
        return len(self._tampon) - debut <= limites.OCTETS_FOYER_MAX and self._completer()

    def _finir(self) -> bool:
        """Lit le pied. Faux si ce qui suit n'est pas sûr et doit passer au vrai analyseur."""
        while not self._fini and len(self._tampon) - self._position <= limites.OCTETS_ENTETE_MAX:
            self._completer()
        queue = self._tampon[self._position :].rstrip(APRES_LA_FIN)
        if not self._fini or BALISE in queue or b"<!" in queue or b"<?" in queue:
            return False
        self.encodage.decider(queue, self._ligne)
        donnees = self._enveloppe(queue, self._ligne)
        self._ligne += queue.count(b"\n")
        if "TransmissionFlux" in donnees:
            self.pied = lire_pied(donnees["TransmissionFlux"], self._ligne)
        return True

    def _tranche(self, octets: bytes, ligne: int, decalage: int) -> Tranche:
        self.encodage.decider(octets, ligne)
        dossier = DOSSIER.search(octets)
        departement = DEPARTEMENT.search(octets)
        code = departement[1].decode("ascii") if departement else ""
        if self.nombre == 0 and code:
            controler_departement(code, self.attendu, ligne)
        self.nombre += 1
        return Tranche(
            self.nombre,
            ligne,
            decalage,
            octets,
            blake2b(octets, digest_size=16).digest(),
            dossier[1].decode("ascii") if dossier else "",
            code,
            self.encodage,
            self.tete.dialecte,
        )

    def _completer(self) -> bool:
        """Lit un morceau de plus ; faux à la fin du fichier."""
        morceau = self.source.lire()
        if not morceau:
            self._fini = True
            return False
        self._tampon = self._tampon[self._position :] + morceau
        self._base += self._position
        self._position = 0
        return True

    # Le vrai analyseur.

    def _evenements(self, *, dans_racine: bool) -> Iterator[tuple[str, Any, int]]:
        return evenements(self._morceaux(), self.encodage, self._ligne, dans_racine=dans_racine)

    def _morceaux(self) -> Iterator[bytes]:
        yield self._tampon[self._position :]
        self._tampon = b""
        while not self._fini:
            morceau = self.source.lire()
            if not morceau:
                return
            yield morceau

    def _par_analyseur(self) -> Iterator[Tranche]:
        for nom, element, ligne in self._suite or ():
            self._ligne = ligne
            if nom == "InfosFoyerRSA":
                yield self._tranche(octets_du_foyer(element, self.encodage), ligne, -1)
            elif nom == "TransmissionFlux":
                self.pied = lire_pied(self._bloc(element, nom, ligne), ligne)
            else:
                self.inconnus.setdefault(nom, []).append("".join(element.itertext()).strip())


def _sure(octets: bytes) -> bool:
    """Rien dans la tranche ne peut cacher une borne. Chercher un seul caractère va dix fois plus vite."""
    return (
        not (b"!" in octets and b"<!" in octets)
        and not (b"?" in octets and b"<?" in octets)
        and octets.rfind(BALISE, len(OUVRE)) < 0
    )


def couper(
    source: Path | str | BinaryIO,
    attendu: Attendu | None = None,
    *,
    bornes: Bornes | None = None,
    raccourci: bool = True,
) -> Decoupe:
    """Ouvre un flux, contrôle sa tête, et donne ses tranches à parcourir. Lève `FluxIllisible`.

    `raccourci=False` passe tout le fichier au vrai analyseur : mêmes foyers, plus lentement.
    """
    ouverte = ouvrir(source, bornes=bornes)
    try:
        return Decoupe(ouverte, attendu or Attendu(), raccourci=raccourci)
    except BaseException:
        ouverte.fermer()
        raise
